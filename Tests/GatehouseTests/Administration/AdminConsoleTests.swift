import GatehouseJOSE
import Logging
import Testing

@testable import Gatehouse

struct AdminConsoleTests {
    private let folder: TemporaryFolder
    private let console: AdminConsole

    init() throws {
        folder = try TemporaryFolder()
        var configuration = GatehouseConfiguration()
        configuration.data = folder.file("data")
        configuration.policies = folder.file("policies")
        try DataDirectory(configuration.policies).prepare()
        try folder.write("policies/tstapp.yaml", DemoPolicy.text)
        console = AdminConsole(
            configuration,
            patience: .milliseconds(100),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test func aClientIsMadeListedShownAndRemovedWithoutAServer() async throws {
        let created = try object(try await console.createClient(.fixture()))
        let secret = try #require(created["client_secret"]?.string)
        #expect(created.members.prefix(2).map(\.name) == ["client_id", "client_secret"])
        #expect(created["client_id"] == .string("job"))

        let list = try await console.listClients(of: "tstapp")
        #expect(list.text.contains("job     tstapp"))
        #expect(try JSONParser.parse(list.json).array?.count == 1)
        #expect(!list.json.contains(secret))

        #expect(try object(try await console.disableClient("job"))["disabled_at"]?.integer != nil)
        #expect(try object(try await console.enableClient("job"))["disabled_at"]?.integer == nil)
        _ = try await console.deleteClient("job")
        #expect(try await console.listClients(of: nil).text == "There are no clients.")
        #expect(try await console.listClients(of: nil).json == "[]")
    }

    @Test func aRefusalEndsWithStatusOneAndSaysWhatToDo() async throws {
        _ = try await console.createClient(.fixture())
        #expect(await failure { try await console.createClient(.fixture()) }?.status == .refused)
        let misspelt = await failure { try await console.createClient(.fixture(id: "b", scopes: ["tstapp_data.raed"])) }
        #expect(misspelt?.status == .refused)
        #expect(misspelt?.description.contains("tstapp_data.read") == true)
        #expect(await failure { try await console.showClient("nobody") }?.status == .refused)
    }

    @Test func policiesThatDoNotCompileAreNamed() async throws {
        try folder.write("policies/tstapp.yaml", "application: 7\n")
        let failure = await failure { try await console.createClient(.fixture()) }
        #expect(failure?.status == .refused)
        #expect(failure?.message.contains("tstapp.yaml:1:") == true)
    }

    @Test func withoutADataDirectoryNothingIsMade() async {
        let failure = await failure { try await console.listClients(of: nil) }
        #expect(failure?.status == .environment)
        #expect(!DataDirectory(folder.file("data")).exists)
    }

    @Test func aServerThatDoesNotAnswerIsNamed() async throws {
        let directory = DataDirectory(folder.file("data"))
        try directory.prepare()
        let holder = LockHolder(role: .server, process: 1, socketDirectory: directory.path)
        let lock = try await DirectoryLock.take(directory, as: holder)
        let failure = await failure { try await console.listClients(of: nil) }
        #expect(failure?.status == .environment)
        #expect(failure?.message.contains("does not answer") == true)
        withExtendedLifetime(lock) {}
    }

    @Test func keysAreRotatedAndListed() async throws {
        _ = try await console.createClient(.fixture())
        #expect(try await console.listKeys().json == "[]")
        _ = try await console.rotateKeys()
        let before = try await keys(console.listKeys())
        #expect(before.map(\.state) == ["current", "next", "previous"])
        let early = await failure { try await console.rotateKeys() }
        #expect(early?.status == .refused)
        #expect(early?.hint?.contains("--now") == true)
        let after = try await keys(console.rotateKeys(isUrgent: true))
        #expect(after.map(\.state) == ["current", "next", "previous", "previous"])
        #expect(after.first?.id == before.dropFirst().first?.id)
        let fresh = try await keys(console.rotateKeys(isCompromised: true))
        #expect(fresh.map(\.state) == ["current", "next"])
        #expect(Set(fresh.map(\.id)).isDisjoint(with: after.map(\.id)))
    }

    @Test func withoutKeysNoTokenIsJudged() async throws {
        _ = try await console.createClient(.fixture())
        let failure = await failure { try await console.inspectToken("not-a-token") }
        #expect(failure?.status == .refused)
        #expect(failure?.description.contains("no signing keys yet") == true)
    }

    @Test func whatIsNoTokenIsANo() async throws {
        _ = try await console.createClient(.fixture())
        _ = try await console.rotateKeys()
        let report = try await console.inspectToken("not-a-token")
        #expect(!report.isPositive)
        #expect(report.text.hasPrefix("The token is not valid:"))
    }

    /// The keys of the algorithm that signs access tokens.
    private func keys(_ report: AdminReport) throws -> [(id: String, state: String)] {
        let all = try JSONParser.parse(report.json).array?.compactMap(\.object) ?? []
        return all.filter { $0["alg"]?.string == "ES256" }
            .map { (id: $0["kid"]?.string ?? "", state: $0["state"]?.string ?? "") }
    }

    private func object(_ report: AdminReport) throws -> JSONObject {
        try #require(try JSONParser.parse(report.json).object)
    }

    private func failure(_ body: () async throws -> AdminReport) async -> ExitFailure? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? ExitFailure
        }
    }
}

extension ClientWish {
    fileprivate static func fixture(id: String = "job", scopes: [String] = ["tstapp_data.read"]) -> ClientWish {
        ClientWish(id: id, application: "tstapp", name: "Job", grants: ["client_credentials"], scopes: scopes)
    }
}
