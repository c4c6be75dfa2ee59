package import GatehouseControl
import GatehouseOAuth
package import GatehousePolicy
package import Logging
import ServiceLifecycle

/// Keeps the policy in force up to date with its directory and with the applications of the store.
package actor PolicyReloader: Service {
    /// How often the directory is looked at.
    private static let pace = Duration.milliseconds(250)

    private let directory: PolicyDirectory
    private let context: PolicyContext
    private let logger: Logger
    private let clock: @Sendable () -> Int64
    private let apply: @Sendable (CompiledPolicy) async -> PolicyAdoption
    private let revisit: @Sendable (CompiledPolicy) async -> Void
    private var revision: PolicyRevision
    /// As they are in the store, also those that a file sets aside.
    private var stored: [StoredApplication]
    /// The policy in force, and how it came to be.
    package private(set) var standing: PolicyStanding
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Watches a directory whose policy was loaded before, from `loaded` and the applications of the store.
    ///
    /// Each later policy is handed to `apply`, in order, which may refuse it. A look that finds nothing new hands the
    /// policy in force to `revisit`.
    package init(
        directory: PolicyDirectory,
        context: PolicyContext,
        current: CompiledPolicy,
        loaded: LoadedPolicy? = nil,
        clock: @escaping @Sendable () -> Int64 = { WallTime.now().seconds },
        logger: Logger,
        revisit: @escaping @Sendable (CompiledPolicy) async -> Void = { _ in },
        apply: @escaping @Sendable (CompiledPolicy) async -> PolicyAdoption
    ) {
        self.directory = directory
        self.context = context
        self.logger = logger
        self.clock = clock
        self.apply = apply
        self.revisit = revisit
        self.stored = loaded?.stored ?? []
        self.revision = PolicyRevision(current, from: loaded?.files)
        self.standing = PolicyStanding(
            policy: current,
            generation: 1,
            appliedAt: clock(),
            origins: ApplicationOrigin.all(of: current, files: loaded?.files, stored: loaded?.stored ?? []),
            warnings: loaded?.warnings ?? []
        )
    }

    /// Looks at the directory until the service group shuts down.
    package func run() async throws {
        await cancelWhenGracefulShutdown { await self.watch() }
    }

    /// Reads the directory now, as SIGHUP asks: applications may disappear.
    package func reload() async {
        await take(directory.read(), isForced: true)
    }

    private func watch() async {
        var schedule = ReloadSchedule<DirectoryTrace>()
        let clock = ContinuousClock()
        let start = clock.now
        while !Task.isCancelled {
            if schedule.isDue(DirectoryTrace(of: directory.path), at: clock.now - start) {
                await take(directory.read(), isForced: false)
            }
            guard (try? await clock.sleep(for: Self.pace)) != nil else { return }
        }
    }

    /// Takes in contents; one after the other, so that the last one read is the last one applied.
    func take(_ files: PolicyFiles, isForced: Bool) async {
        await beginTurn()
        defer { endTurn() }
        let isFirst = !revision.hasRead
        let files = files.with(stored: documents)
        // What compiles is in force only once whoever applies it has not refused it.
        var next = revision
        switch next.take(files, context: context, isForced: isForced) {
        case .unchanged:
            revision = next
            standing.problems = []
            await revisit(next.policy)
            if isForced { logger.notice("policy unchanged") }
        case .refused(let diagnostics, let isNews):
            revision = next
            standing.problems = diagnostics
            if isNews || isForced { report(diagnostics) }
        case .applied(let policy, let warnings):
            switch await apply(policy) {
            case .adopted(let more):
                revision = next
                stand(policy, warnings + more, problems: [])
                if !isFirst || isForced { report(policy, warnings + more) }
            case .refused(let diagnostics):
                standing.problems = diagnostics
                if revision.refuse(diagnostics) || isForced { report(diagnostics) }
            }
        }
    }

    /// The policy in force with what it was compiled from.
    var inForce: (PolicyFiles, CompiledPolicy) {
        (revision.applied ?? directory.read().with(stored: documents), revision.policy)
    }

    private var documents: [StoredDocument] {
        stored.map { StoredDocument(key: $0.key, text: $0.text) }
    }

    /// Changes an application of the store and puts it in force, in turn with everything else that changes the policy.
    ///
    /// It is compiled with the files in force before it is written, and in force only once it is written.
    func change(
        _ plan: @Sendable (PolicyFiles, CompiledPolicy) -> StoredPlan
    ) async throws(StorageError) -> ApplicationChange {
        await beginTurn()
        defer { endTurn() }
        let files = inForce.0.with(stored: documents)
        let change: StoredChange
        switch plan(files, revision.policy) {
        case .answer(let answer): return answer
        case .change(let planned): change = planned
        }
        var next = revision
        let step = next.take(change.applied(to: files), context: context, isForced: false, dropped: change.key)
        if case .refused(let diagnostics, _) = step { return .refused(diagnostics.map { DraftProblem($0) }) }
        let written: StoredApplication?
        switch try await change.write() {
        case .refused(let answer): return answer
        case .written(let application): written = application
        }
        stored.removeAll { $0.key == change.key }
        if let written { stored.append(written) }
        stored.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        if case .applied(let policy, let warnings) = step {
            switch await apply(policy) {
            case .adopted(let more):
                revision = next
                // What is wrong with the files on the disk stays wrong.
                stand(policy, warnings + more, problems: standing.problems)
                report(policy, [])
            case .refused(let diagnostics):
                // It is written, and comes into force as soon as what is wrong with the clients is mended.
                standing.problems = diagnostics
                if revision.refuse(diagnostics) { report(diagnostics) }
                let notice = DraftProblem(field: "", message: "It is saved, but not in force yet.")
                return .refused([notice] + diagnostics.map { DraftProblem($0) })
            }
        } else {
            revision = next
            stand(standing.policy, standing.warnings, problems: standing.problems)
        }
        return .saved(version: written?.version ?? "")
    }

    private func beginTurn() async {
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
    }

    private func endTurn() {
        isBusy = false
        if !waiting.isEmpty { waiting.removeFirst().resume() }
    }

    private func stand(_ policy: CompiledPolicy, _ warnings: [PolicyDiagnostic], problems: [PolicyDiagnostic]) {
        standing = PolicyStanding(
            policy: policy,
            generation: standing.generation + 1,
            appliedAt: clock(),
            origins: ApplicationOrigin.all(of: policy, files: revision.applied, stored: stored),
            problems: problems,
            warnings: warnings
        )
    }

    private func report(_ policy: CompiledPolicy, _ warnings: [PolicyDiagnostic]) {
        for warning in warnings { logger.warning("policy warning", metadata: ["gatehouse.policy": "\(warning)"]) }
        logger.notice(
            "policy reloaded",
            metadata: [
                "gatehouse.policy.applications": "\(policy.applications.count)",
                "gatehouse.policy.routes": "\(policy.routeCount)",
            ]
        )
    }

    private func report(_ diagnostics: [PolicyDiagnostic]) {
        logger.warning(
            "policy reload refused: the previous policy stays in force",
            metadata: ["gatehouse.policy.problems": "\(diagnostics.count)"]
        )
        for diagnostic in diagnostics {
            logger.warning("policy problem", metadata: ["gatehouse.policy": "\(diagnostic)"])
        }
    }
}
