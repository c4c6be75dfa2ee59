import GatehouseControl
import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import Glibc
import Logging
import Synchronization
import Testing

@testable import Gatehouse

@Suite("Applications of the store")
struct PolicyApplicationsTests {
    private let folder: TemporaryFolder
    private let store = MemoryStore()
    private let context: PolicyContext
    private let published = Published()

    init() throws {
        folder = try TemporaryFolder()
        context = try PolicyContext.fixture()
        try #require(mkdir(folder.file("policies"), 0o700) == 0)
        try folder.write("policies/tstapp.yaml", WrittenPolicy.text)
    }

    @Test func aNewApplicationIsInForceAtOnceAndAfterAStart() async throws {
        let (applications, _) = try await start()
        let change = try await applications.create(.fresh, actor: "ann", now: 5)
        guard case .saved(let version) = change else {
            Issue.record("\(change)")
            return
        }
        #expect(published.keys == ["fresh", "tstapp"])
        let standing = await applications.standing()
        #expect(standing.generation == 2)
        #expect(standing.appliedAt == 77)
        #expect(standing.policy.applications.map(\.key) == ["fresh", "tstapp"])
        #expect(standing.origins["fresh"] == .store(text: try ApplicationText.document(.fresh), version: version))
        #expect(
            standing.origins["tstapp"] == .file(path: folder.file("policies/tstapp.yaml"), text: WrittenPolicy.text)
        )
        #expect(await applications.draft(of: "fresh") == .fresh)
        #expect(await applications.draft(of: "nobody") == nil)
        let stored = try #require(try await store.applications().first)
        #expect(try await applications.kept() == [KeptApplication(stored, .counts)])
        let audit = try await store.auditEvents(before: nil, limit: 9).map(\.event)
        #expect(audit == [AuditEvent(at: 5, actor: "ann", kind: .applicationCreated(application: "fresh"))])

        let (again, _) = try await start()
        #expect(await again.standing().origins["fresh"] == standing.origins["fresh"])
    }

    @Test func aKeyIsTakenOnce() async throws {
        let (applications, _) = try await start()
        _ = try await applications.create(.fresh, actor: "ann", now: 5)
        #expect(try await applications.create(.fresh, actor: "ann", now: 6) == .exists)
        #expect(try await applications.create(.fixture(), actor: "ann", now: 6) == .exists)
        #expect(try await store.applications().count == 1)
    }

    @Test func whatDoesNotCompileIsNotWritten() async throws {
        let (applications, _) = try await start()
        var draft = ApplicationDraft.fresh
        draft.routes[1].requirement = "fresh_nothing"
        guard case .refused(let problems) = try await applications.create(draft, actor: "ann", now: 5) else {
            Issue.record("it was taken")
            return
        }
        #expect(problems.map(\.field) == ["routes.1.requirement"])
        #expect(try await store.applications().isEmpty)
        #expect(published.keys == nil)
    }

    @Test func onlyTheVersionThatWasReadIsReplaced() async throws {
        let (applications, _) = try await start()
        _ = try await applications.create(.fresh, actor: "ann", now: 5)
        let first = try await version(of: "fresh", applications)
        var draft = ApplicationDraft.fresh
        draft.name = "Renamed"
        let change = try await applications.replace(draft, expecting: first, actor: "ann", now: 6)
        let second = try await version(of: "fresh", applications)
        #expect(change == .saved(version: second))
        #expect(second != first)
        draft.name = "Too late"
        let late = try await applications.replace(draft, expecting: first, actor: "ben", now: 7)
        #expect(late == .outdated(version: second))
        #expect(await applications.draft(of: "fresh")?.name == "Renamed")
        #expect(await applications.standing().policy.applications.first?.name == "Renamed")
    }

    @Test func ofTwoAtOnceOneWins() async throws {
        let (applications, _) = try await start()
        _ = try await applications.create(.fresh, actor: "ann", now: 5)
        let first = try await version(of: "fresh", applications)
        let changes = try await withThrowingTaskGroup(of: ApplicationChange.self) { tasks in
            for number in 0..<20 {
                var draft = ApplicationDraft.fresh
                draft.name = "Number \(number)"
                tasks.addTask { [draft] in
                    try await applications.replace(draft, expecting: first, actor: "ann", now: 6)
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(changes.count { if case .saved = $0 { true } else { false } } == 1)
        let stored = try #require(try await store.applications().first)
        let standing = await applications.standing()
        #expect(standing.origins["fresh"] == .store(text: stored.text, version: stored.version))
    }

    @Test func whatAFileDeclaresChangesThere() async throws {
        let (applications, _) = try await start()
        let path = folder.file("policies/tstapp.yaml")
        let draft = try WrittenPolicy.draft { $0.name = "Other" }
        #expect(try await applications.replace(draft, expecting: nil, actor: "a", now: 5) == .declared(path: path))
        #expect(try await applications.remove("tstapp", expecting: nil, actor: "a", now: 5) == .declared(path: path))
        #expect(try await applications.replace(.fresh, expecting: nil, actor: "a", now: 5) == .unknown)
        #expect(try await applications.remove("fresh", expecting: nil, actor: "a", now: 5) == .unknown)
        #expect(published.keys == nil)
    }

    @Test func anApplicationIsTakenAwayUnlessClientsBelongToIt() async throws {
        let (applications, _) = try await start()
        _ = try await applications.create(.fresh, actor: "ann", now: 5)
        _ = try await store.create(.fixture(application: "fresh"), audit: .fixture())
        #expect(
            try await applications.remove("fresh", expecting: nil, actor: "a", now: 6)
                == .inUse(ApplicationHolders(own: 1))
        )
        #expect(await applications.draft(of: "fresh") != nil)
        _ = try await store.delete(.fixture(), revocation: .client(), audit: .fixture())
        #expect(try await applications.remove("fresh", expecting: nil, actor: "a", now: 6) == .saved(version: ""))
        #expect(published.keys == ["tstapp"])
        #expect(await applications.draft(of: "fresh") == nil)
    }

    @Test func aReloadOfTheFilesKeepsWhatIsInTheStore() async throws {
        let (applications, reloader) = try await start()
        _ = try await applications.create(.fresh, actor: "ann", now: 5)
        try folder.write("policies/tstapp.yaml", WrittenPolicy.text.replacing("name: Test", with: "name: Best"))
        await reloader.reload()
        #expect(published.keys == ["fresh", "tstapp"])
        #expect(await applications.draft(of: "tstapp")?.name == "Best application")
    }

    @Test func aFileThatDoesNotCompileDoesNotStopTheStore() async throws {
        let (applications, reloader) = try await start()
        try folder.write("policies/tstapp.yaml", "application: tstapp\n")
        await reloader.reload()
        let problems = await applications.standing().problems
        #expect(!problems.isEmpty)
        guard case .saved = try await applications.create(.fresh, actor: "ann", now: 5) else {
            Issue.record("it was refused")
            return
        }
        #expect(published.keys == ["fresh", "tstapp"])
        #expect(await applications.standing().problems == problems)
        try folder.write("policies/tstapp.yaml", WrittenPolicy.text)
        await reloader.reload()
        #expect(await applications.standing().problems.isEmpty)
    }

    @Test func aFileThatDeclaresTheKeyTakesOver() async throws {
        let (applications, reloader) = try await start()
        _ = try await applications.create(.fresh, actor: "ann", now: 5)
        _ = try await store.create(.fixture(application: "fresh"), audit: .fixture())
        var moved = ApplicationDraft.fresh
        moved.name = "From the file"
        try folder.write("policies/fresh.yaml", try ApplicationText.document(moved))
        await reloader.reload()
        let standing = await applications.standing()
        let path = folder.file("policies/fresh.yaml")
        #expect(standing.origins["fresh"] == .file(path: path, text: try ApplicationText.document(moved)))
        #expect(try await applications.kept().map(\.state) == [.setAside])
        #expect(
            standing.warnings.map(\.message) == ["'fresh' is declared in \(path) now; the stored one no longer counts"]
        )
        #expect(try await applications.create(.fresh, actor: "ann", now: 6) == .exists)
        #expect(try await applications.remove("fresh", expecting: nil, actor: "ann", now: 6) == .saved(version: ""))
        #expect(await applications.standing().warnings.isEmpty)
        #expect(published.keys == ["fresh", "tstapp"])
    }

    @Test func aFileThatDisappearsDoesNotSilentlyGiveWayToTheStore() async throws {
        let (applications, reloader) = try await start()
        _ = try await applications.create(.fresh, actor: "ann", now: 5)
        try folder.write("policies/fresh.yaml", try ApplicationText.document(.fresh))
        await reloader.reload()
        try #require(unlink(folder.file("policies/fresh.yaml")) == 0)
        let files = PolicyDirectory(folder.file("policies")).read()
        await reloader.take(files, isForced: false)
        #expect(await applications.standing().problems.map(\.message) == ["the application 'fresh' has disappeared"])
        await reloader.take(files, isForced: true)
        guard case .store = await applications.standing().origins["fresh"] else {
            Issue.record("it is not the stored one")
            return
        }
    }

    @Test func aStoreThatFailsChangesNothing() async throws {
        let (applications, _) = try await start()
        store.fail(with: .unavailable("disk"))
        await #expect(throws: StorageError.unavailable("disk")) {
            _ = try await applications.create(.fresh, actor: "ann", now: 5)
        }
        #expect(published.keys == nil)
        #expect(await applications.standing().origins["fresh"] == nil)
    }

    @Test func whatCannotBePutInForceIsTold() async throws {
        published.refuse(with: [PolicyDiagnostic(.error, at: SourceLocation(file: "policies/x.yaml"), "no secret")])
        let (applications, _) = try await start()
        let change = try await applications.create(.fresh, actor: "ann", now: 5)
        guard case .refused(let problems) = change else {
            Issue.record("\(change)")
            return
        }
        #expect(problems.map(\.message).first == "It is saved, but not in force yet.")
        #expect(try await applications.kept().map(\.state) == [.pending])
        #expect(await applications.standing().policy.applications.map(\.key) == ["tstapp"])
    }

    @Test(arguments: ["clients:\n  - id: a\n", "grants:\n  a: [fresh_data.read]\n"])
    func clientsAsCodeStandInFilesOnly(block: String) async throws {
        let text = try ApplicationText.document(.fresh) + block
        _ = try await store.createApplication("fresh", text: text, at: 1, audit: .fixture())
        let failure = await #expect(throws: ExitFailure.self) { try await start() }
        #expect(failure?.message.contains("stands in policy files only, not in the store") == true)
        #expect(failure?.hint?.contains("gatehouse application delete KEY") == true)
    }

    @Test func aStoredDocumentThatDoesNotCompileIsNamedAtTheStart() async throws {
        _ = try await store.createApplication("fresh", text: "application: other\n", at: 1, audit: .fixture())
        let failure = await #expect(throws: ExitFailure.self) { try await start() }
        #expect(
            failure?.message.contains("store:fresh.yaml:1:14: error: the store keeps this document as 'fresh'") == true
        )
        #expect(failure?.message.contains("store:fresh.yaml:1:1: error: 'upstream' is missing") == true)
    }

    @Test func aStoredApplicationDoesNotStandForADirectory() async throws {
        _ = try await store.createApplication(
            "fresh",
            text: try ApplicationText.document(.fresh),
            at: 1,
            audit: .fixture()
        )
        let directory = PolicyDirectory(folder.file("missing"), isRequired: false)
        let (applications, reloader) = try await start(directory)
        await reloader.reload()
        #expect(await applications.standing().problems.isEmpty)
        #expect(await applications.standing().warnings.count == 1)
        #expect(await applications.draft(of: "fresh") == .fresh)
    }

    @Test func anEmptyDirectoryIsNothingOddBesideTheStore() async throws {
        try #require(unlink(folder.file("policies/tstapp.yaml")) == 0)
        let (empty, _) = try await start()
        #expect(await empty.standing().warnings.count == 1)
        _ = try await empty.create(.fresh, actor: "ann", now: 5)
        let (applications, _) = try await start()
        #expect(await applications.standing().warnings.isEmpty)
    }

    private func start(
        _ directory: PolicyDirectory? = nil
    ) async throws -> (PolicyApplications, PolicyReloader) {
        let directory = directory ?? PolicyDirectory(folder.file("policies"))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let stored = try await store.applications()
        let loaded = try PolicyLoading.load(directory, with: stored, context: context, logger: logger)
        let reloader = PolicyReloader(
            directory: directory,
            context: context,
            current: loaded.policy,
            loaded: loaded,
            clock: { 77 },
            logger: logger,
            apply: { [published] in published.publish($0) }
        )
        return (PolicyApplications(reloader: reloader, store: store, context: context), reloader)
    }

    private func version(of key: String, _ applications: PolicyApplications) async throws -> String {
        guard case .store(_, let version) = await applications.standing().origins[key] else { return "" }
        return version
    }
}

extension ApplicationDraft {
    fileprivate static var fresh: ApplicationDraft { .fixture(key: "fresh", hosts: ["c.example.test"]) }
}

/// Remembers the last policy that was put in force.
private final class Published: Sendable {
    private let state = Mutex<(keys: [String]?, refusal: [PolicyDiagnostic])>((nil, []))

    var keys: [String]? { state.withLock { $0.keys } }

    func refuse(with diagnostics: [PolicyDiagnostic]) {
        state.withLock { $0.refusal = diagnostics }
    }

    func publish(_ policy: CompiledPolicy) -> PolicyAdoption {
        state.withLock { state in
            guard state.refusal.isEmpty else { return .refused(state.refusal) }
            state.keys = policy.applications.map(\.key)
            return .adopted(warnings: [])
        }
    }
}
