import GatehouseControl
import GatehouseJOSE
import GatehouseOAuth
import GatehouseProxy
import GatehouseStorage
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("Applications of a stopped server")
struct ApplicationConsoleTests {
    private let folder: TemporaryFolder
    private var configuration = GatehouseConfiguration()

    init() throws {
        folder = try TemporaryFolder()
        configuration.data = folder.file("data")
        configuration.policies = folder.file("policies")
        try DataDirectory(configuration.data).prepare()
        try DataDirectory(configuration.policies).prepare()
    }

    @Test func whatWasImportedIsListedAndExported() async throws {
        let text = "# by hand\n" + (try ApplicationText.document(.fixture())) + "claims: [department]\n"
        try folder.write("tstapp.yaml", text)
        let report = try await console().importApplication(folder.file("tstapp.yaml"))
        #expect(report.text == "Stored the application 'tstapp'.")
        #expect(try await console().exportApplication("tstapp") == text)
        let rows = try JSONParser.parse(try await console().listApplications().json).array
        #expect(rows?.first?.object?["application"]?.string == "tstapp")
        #expect(rows?.first?.object?["state"]?.string == "counts")
        let again = try await console().importApplication(folder.file("tstapp.yaml"))
        #expect(again.text == "Replaced the application 'tstapp'.")
    }

    @Test func commandsOnAStoppedServerKnowItsScopes() async throws {
        try folder.write("tstapp.yaml", try ApplicationText.document(.fixture()))
        _ = try await console().importApplication(folder.file("tstapp.yaml"))
        let wish = ClientWish(
            id: "reporting",
            application: "tstapp",
            name: "Reporting",
            grants: ["client_credentials"],
            scopes: ["tstapp_data.read"]
        )
        #expect(try await console().createClient(wish).isPositive)
        let failure = await #expect(throws: ExitFailure.self) { try await console().deleteApplication("tstapp") }
        #expect(failure?.message == "1 client belongs to tstapp.")
        #expect(failure?.hint == "Delete its clients first.")
    }

    @Test func whoElseHoldsAScopeIsNamedAsWhoTheyAre() async throws {
        try folder.write("tstapp.yaml", try ApplicationText.document(.fixture()))
        try folder.write("other.yaml", try ApplicationText.document(.fixture(key: "other", hosts: ["o.example.test"])))
        for name in ["tstapp.yaml", "other.yaml"] { _ = try await console().importApplication(folder.file(name)) }
        let wish = ClientWish(
            id: "job",
            application: "other",
            name: "Job",
            grants: ["client_credentials"],
            scopes: ["other_data.read", "tstapp_data.read"]
        )
        _ = try await console().createClient(wish)
        let failure = await #expect(throws: ExitFailure.self) { try await console().deleteApplication("tstapp") }
        #expect(failure?.message == "1 client of another application holds a scope of tstapp.")
        #expect(failure?.hint == "Take its scopes from the other clients first.")
    }

    @Test(arguments: ["name: x\n", "application: Tst\n", "application: tstapp\nroutes: [\n", "application: tstapp\n"])
    func whatDoesNotCompileIsNotStored(text: String) async throws {
        try folder.write("bad.yaml", text)
        await #expect(throws: ExitFailure.self) { try await console().importApplication(folder.file("bad.yaml")) }
        #expect(try await console().listApplications().json == "[]")
    }

    @Test func aServerThatAStoredApplicationKeepsFromStartingIsMended() async throws {
        try folder.write("tstapp.yaml", try ApplicationText.document(.fixture()))
        _ = try await console().importApplication(folder.file("tstapp.yaml"))
        try folder.write(
            "policies/other.yaml",
            try ApplicationText.document(.fixture(key: "other", prefix: "/tstapp", audience: "https://other.test"))
        )
        let failure = await #expect(throws: ExitFailure.self) { try await start() }
        #expect(
            failure?.message.contains("store:tstapp.yaml:4:9: error: 'tstapp' and 'other' are both mounted") == true
        )
        let rows = try JSONParser.parse(try await console().listApplications().json).array
        #expect(rows?.first?.object?["state"]?.string == "does not compile")
        _ = try await console().deleteApplication("tstapp")
        try await start()
    }

    @Test func whatMovedIntoAFileIsSetAsideAndCanGo() async throws {
        let text = try ApplicationText.document(.fixture())
        try folder.write("tstapp.yaml", text)
        _ = try await console().importApplication(folder.file("tstapp.yaml"))
        try folder.write("policies/tstapp.yaml", try await console().exportApplication("tstapp"))
        try await start()
        let rows = try JSONParser.parse(try await console().listApplications().json).array
        #expect(rows?.first?.object?["state"]?.string == "set aside by a file")
        #expect(try await console().deleteApplication("tstapp").text == "Took away the application 'tstapp'.")
        await #expect(throws: ExitFailure.self) { try await console().exportApplication("tstapp") }
    }

    private func console() -> AdminConsole {
        AdminConsole(configuration, clock: { 5 }, logger: .silent)
    }

    /// Does everything that can fail before a server listens.
    private func start() async throws {
        var configuration = configuration
        configuration.listen = .loopback(port: 0)
        configuration.adminListen = .init(host: "127.0.0.1", port: 0)
        let server = try await GatehouseServer.prepare(configuration, logger: .silent)
        server.base.store.close()
    }
}
