import GatehouseControl
import GatehousePolicy
import Synchronization
import Testing

@testable import Gatehouse

@Suite("Policies that compile and still cannot be taken in")
struct PolicyAdoptionTests {
    private static let text = """
        application: tstapp
        upstream: http://127.0.0.1:9
        scopes: { tstapp_read: Read }
        routes: { GET /data: tstapp_read }

        """
    private let folder: TemporaryFolder
    private let context: PolicyContext

    init() throws {
        folder = try TemporaryFolder()
        context = try #require(PolicyContext(issuer: "http://localhost:8080"))
        try DataDirectory(folder.file("policies")).prepare()
        try folder.write("policies/tstapp.yaml", Self.text)
    }

    @Test func aPolicyThatIsRefusedIsTriedAgainAndSaidOnce() async throws {
        let directory = PolicyDirectory(folder.file("policies"))
        let log = LoggedLines()
        let door = Door()
        let problem = PolicyDiagnostic(.error, at: SourceLocation(file: "a.yaml"), "not yet")
        let reloader = PolicyReloader(
            directory: directory,
            context: context,
            current: try #require(directory.load(context: context).policy),
            logger: log.logger
        ) { policy in
            guard door.isOpen.withLock({ $0 }) else { return .refused([problem]) }
            door.taken.withLock { $0.append(policy.routeCount) }
            return .adopted(warnings: [])
        }
        try folder.write("policies/tstapp.yaml", Self.text + "name: New\n")
        await reloader.take(directory.read(), isForced: false)
        await reloader.take(directory.read(), isForced: false)
        #expect(log.lines.filter { $0.contains("policy reload refused") }.count == 1)
        #expect(await reloader.standing.policy.applications.map(\.name) == ["tstapp"])
        #expect(await reloader.standing.problems == [problem])

        door.isOpen.withLock { $0 = true }
        await reloader.take(directory.read(), isForced: false)
        #expect(door.taken.withLock { $0 } == [1])
        #expect(await reloader.standing.policy.applications.map(\.name) == ["New"])
    }

    @Test func theCheckReadsTheFilesThatAPolicyNames() throws {
        let client =
            "clients: [{ id: job, grant: client_credentials, scopes: [tstapp_read], secret_file: ../secret }]\n"
        try folder.write("policies/tstapp.yaml", Self.text + client)
        let console = try PolicyConsole(policies: folder.file("policies"), issuer: nil, environment: [:])
        let missing = console.check()
        #expect(!missing.isPositive)
        #expect(missing.diagnostics.first?.contains("tstapp.yaml:5:") == true)
        try folder.write("secret", String(repeating: "s", count: 32))
        let good = console.check()
        #expect(good.isPositive)
        #expect(good.text.contains("1 client,"))
    }
}

/// Decides whether a policy is taken in, and remembers how many routes those had that were.
private final class Door: Sendable {
    let isOpen = Mutex(false)
    let taken = Mutex<[Int]>([])
}
