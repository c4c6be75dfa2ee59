import GatehousePolicy
import Glibc
import Testing

@testable import Gatehouse

@Suite("Policies that cannot be read", .timeLimit(.minutes(1)))
struct UnreadablePolicyTests {
    private static let policy = """
        application: tstapp
        upstream: http://127.0.0.1:9
        prefix: /tstapp
        routes:
          GET /health: public

        """

    private let folder: TemporaryFolder
    private let context: PolicyContext

    init() throws {
        folder = try TemporaryFolder()
        context = try #require(PolicyContext(issuer: "http://localhost:8080"))
    }

    @Test func theDefaultDirectoryNeedNotExistAtTheStart() throws {
        let compilation = directory().load(context: context)
        #expect(compilation.policy?.applications.isEmpty == true)
        #expect(
            compilation.diagnostics.map(\.description) == [
                "\(folder.file("policies")):1:1: warning: the directory cannot be read: No such file or directory; "
                    + "create it with a file for each application, or name another with --policies"
            ]
        )
    }

    @Test func aDirectoryThatWasNamedHasToExist() {
        #expect(PolicyDirectory(folder.file("policies")).load(context: context).policy == nil)
    }

    @Test(arguments: Obstacle.allCases)
    func anythingElseThanAMissingDirectoryIsAnErrorAtTheStart(_ obstacle: Obstacle) throws {
        try obstacle.put(at: folder.file("policies"))
        let compilation = directory().load(context: context)
        #expect(compilation.policy == nil)
        #expect(compilation.diagnostics.map(\.severity) == [.error])
        #expect(compilation.diagnostics.first?.file == folder.file("policies"))
        #expect(compilation.diagnostics.first?.message == "the directory cannot be read: \(obstacle.reason)")
    }

    @Test func withoutDescriptorsTheDirectoryIsNotTakenForMissing() async throws {
        try DataDirectory(folder.file("policies")).prepare()
        let path = folder.file("policies")
        await #expect(processExitsWith: .success) { [path = path as String] in
            var none = rlimit(rlim_cur: 0, rlim_max: 0)
            precondition(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &none) == 0)
            let files = PolicyDirectory(path, isRequired: false).read()
            precondition(!files.isMissing)
            precondition(files.problems.map(\.severity) == [.error])
            precondition(files.problems.map(\.message) == ["the directory cannot be read: Too many open files"])
        }
    }

    @Test(arguments: [nil, Obstacle.file, .loop], [true, false])
    func aDirectoryThatCannotBeReadLeavesThePolicyInForce(_ obstacle: Obstacle?, isForced: Bool) throws {
        try write()
        var revision = PolicyRevision(try #require(directory().load(context: context).policy))
        try remove()
        try obstacle?.put(at: folder.file("policies"))
        let problems = try #require(refusal(&revision, isForced: isForced))
        let reason = obstacle?.reason ?? "No such file or directory"
        #expect(problems.map(\.severity) == [.error])
        #expect(problems.map(\.file) == [folder.file("policies")])
        #expect(problems.map(\.message) == ["the directory cannot be read: \(reason)"])
        #expect(revision.policy.applications.map(\.key) == ["tstapp"])
    }

    @Test func aDirectoryThatWasEmptyAndIsGoneIsAnError() throws {
        try DataDirectory(folder.file("policies")).prepare()
        var revision = PolicyRevision(.empty)
        #expect(refusal(&revision, isForced: false) == nil)
        try remove()
        #expect(refusal(&revision, isForced: true)?.count == 1)
    }

    @Test func aDirectoryThatNeverWasIsNoErrorUntilItCame() throws {
        var revision = PolicyRevision(.empty)
        #expect(refusal(&revision, isForced: false) == nil)
        #expect(refusal(&revision, isForced: true) == nil)
        try write()
        #expect(refusal(&revision, isForced: false) == nil)
        #expect(revision.policy.applications.map(\.key) == ["tstapp"])
        try remove()
        #expect(refusal(&revision, isForced: true)?.count == 1)
        #expect(revision.policy.applications.map(\.key) == ["tstapp"])
    }

    @Test func aDirectoryThatCameBackIsAsBefore() throws {
        try write()
        var revision = PolicyRevision(.empty)
        #expect(refusal(&revision, isForced: false) == nil)
        try remove()
        #expect(refusal(&revision, isForced: false)?.count == 1)
        try write()
        guard case .unchanged = revision.take(directory().read(), context: context, isForced: false) else {
            Issue.record("the policy changed")
            return
        }
        try remove()
        guard case .refused(_, isNews: true) = revision.take(directory().read(), context: context, isForced: false)
        else {
            Issue.record("a second disappearance is news again")
            return
        }
    }

    @Test(arguments: [true, false])
    func aFileThatCannotBeReadLeavesThePolicyInForce(isForced: Bool) throws {
        try write()
        var revision = PolicyRevision(try #require(directory().load(context: context).policy))
        unlink(folder.file("policies/tstapp.yaml"))
        try Obstacle.loop.put(at: folder.file("policies/tstapp.yaml"))
        let problems = try #require(refusal(&revision, isForced: isForced))
        #expect(problems.map(\.file) == [folder.file("policies/tstapp.yaml")])
        #expect(problems.map(\.message) == ["the file cannot be read: Too many levels of symbolic links"])
        #expect(revision.policy.applications.map(\.key) == ["tstapp"])
    }

    /// As if it had been removed between listing and reading: the name is there and the file is not.
    @Test(arguments: [true, false])
    func aFileThatVanishesWhileTheDirectoryIsReadIsNotADisappearedApplication(isForced: Bool) throws {
        try write()
        var revision = PolicyRevision(try #require(directory().load(context: context).policy))
        unlink(folder.file("policies/tstapp.yaml"))
        #expect(symlink("nowhere", folder.file("policies/tstapp.yaml")) == 0)
        let problems = try #require(refusal(&revision, isForced: isForced))
        #expect(problems.map(\.message) == ["the file cannot be read: No such file or directory"])
        // The next look takes in what is there then.
        unlink(folder.file("policies/tstapp.yaml"))
        try write(Self.policy + "  GET /new: public\n")
        #expect(refusal(&revision, isForced: false) == nil)
        #expect(revision.policy.routeCount == 2)
    }

    @Test func sighupWithoutTheDirectorySaysSoAndAppliesNothing() async throws {
        try write()
        let log = LoggedLines()
        let reloader = PolicyReloader(
            directory: directory(),
            context: context,
            current: try #require(directory().load(context: context).policy),
            logger: log.logger
        ) { policy in
            Issue.record("\(policy.applications.count) applications came into force")
            return .adopted(warnings: [])
        }
        try remove()
        await reloader.reload()
        #expect(
            log.lines == [
                "policy reload refused: the previous policy stays in force gatehouse.policy.problems=1",
                "policy problem gatehouse.policy=\(folder.file("policies")):1:1: error: the directory cannot be read: "
                    + "No such file or directory; create it with a file for each application, or name another "
                    + "with --policies",
            ]
        )
    }

    /// As `policies`, the default.
    private func directory() -> PolicyDirectory {
        PolicyDirectory(folder.file("policies"), isRequired: false)
    }

    private func write(_ text: String = UnreadablePolicyTests.policy) throws {
        try DataDirectory(folder.file("policies")).prepare()
        try folder.write("policies/tstapp.yaml", text)
    }

    private func remove() throws {
        unlink(folder.file("policies/tstapp.yaml"))
        guard rmdir(folder.file("policies")) == 0 else { throw POSIXFailure(code: errno) }
    }

    /// Why the directory was not taken in; nil if it was.
    private func refusal(_ revision: inout PolicyRevision, isForced: Bool) -> [PolicyDiagnostic]? {
        guard case .refused(let problems, _) = revision.take(directory().read(), context: context, isForced: isForced)
        else { return nil }
        return problems
    }
}

/// What stands where a directory is looked for; it stops the superuser, too.
enum Obstacle: CaseIterable {
    case file
    case loop

    var reason: String {
        switch self {
        case .file: "Not a directory"
        case .loop: "Too many levels of symbolic links"
        }
    }

    func put(at path: String) throws {
        switch self {
        case .file:
            let descriptor = creat(path, 0o600)
            guard descriptor >= 0 else { throw POSIXFailure(code: errno) }
            close(descriptor)
        case .loop:
            guard symlink(path, path) == 0 else { throw POSIXFailure(code: errno) }
        }
    }
}
