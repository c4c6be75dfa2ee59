package import GatehousePolicy
package import Logging
import ServiceLifecycle

/// Keeps the policy in force up to date with its directory.
package actor PolicyReloader: Service {
    /// How often the directory is looked at.
    private static let pace = Duration.milliseconds(250)

    private let directory: PolicyDirectory
    private let context: PolicyContext
    private let logger: Logger
    private let apply: @Sendable (CompiledPolicy) async -> Void
    private var revision: PolicyRevision
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Watches a directory whose policy was loaded before; each later one is handed to `apply`, in order.
    package init(
        directory: PolicyDirectory,
        context: PolicyContext,
        current: CompiledPolicy,
        logger: Logger,
        apply: @escaping @Sendable (CompiledPolicy) async -> Void
    ) {
        self.directory = directory
        self.context = context
        self.logger = logger
        self.apply = apply
        self.revision = PolicyRevision(current)
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
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
        defer {
            isBusy = false
            if !waiting.isEmpty { waiting.removeFirst().resume() }
        }
        let isFirst = !revision.hasRead
        switch revision.take(files, context: context, isForced: isForced) {
        case .unchanged:
            if isForced { logger.notice("policy unchanged") }
        case .refused(let diagnostics, let isNews):
            if isNews || isForced { report(diagnostics) }
        case .applied(let policy, let warnings):
            await apply(policy)
            if !isFirst || isForced { report(policy, warnings) }
        }
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
