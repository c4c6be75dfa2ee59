import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("What another policy would change, in words")
struct PolicyDifferenceTests {
    private let files: DeclaredClients

    init() throws {
        files = try DeclaredClients()
    }

    private func difference(
        from old: String?,
        to new: String,
        standing: [Client] = []
    ) throws -> PolicyDifference {
        let before = try old.map { PolicyOutline(try files.policy($0)) }
        let policy = try files.policy(new)
        let plan = ReconciliationPlan(
            ClientPreparation(policy),
            standing: standing.map { ClientSummary($0) },
            secretsInForce: []
        )
        return PolicyDifference(from: before, to: PolicyOutline(policy), plan: plan)
    }

    private func text(_ difference: PolicyDifference) -> String {
        PolicyDifferenceText(standing: "the server that runs", difference: difference).text
            .replacing(files.folder.path, with: "")
    }

    @Test func whatComesChangesAndGoesHasItsSign() throws {
        let old = DeclaredClients.text()
        let new = DeclaredClients.text(clients: DeclaredClients.service())
            .replacing("Read your data", with: "Read all data")
            .replacing("tstapp_data.write: Change your data", with: "tstapp_new: New")
            .replacing("GET /data/**: tstapp_data.read", with: "GET /data/**: { any: [tstapp_data.read, tstapp_new] }")
        #expect(
            text(try difference(from: old, to: new)) == """
                Compared with the server that runs.

                ~ application tstapp
                    ~ scope tstapp_data.read: Read your data -> Read all data
                    - scope tstapp_data.write: Change your data
                    + scope tstapp_new: New
                    ~ route GET /data/**: tstapp_data.read -> tstapp_data.read or tstapp_new

                + client reporting (tstapp)
                    + name: reporting
                    + grant: client_credentials
                    + scopes: tstapp_data.read
                    ~ secret: the one in its file

                Plan: 1 application to change, 1 client to create.
                """
        )
    }

    @Test func whereNothingChangesItSaysSo() throws {
        let text = text(try difference(from: DeclaredClients.text(), to: DeclaredClients.text()))
        #expect(text == "Compared with the server that runs.\n\nNothing would change.")
    }

    @Test func withoutAPolicyInForceItSaysWhatItDoesNotKnow() throws {
        let text = text(try difference(from: nil, to: DeclaredClients.text()))
        #expect(text.contains("Applications, scopes and routes are not compared"))
    }

    @Test func programsGetTheSame() throws {
        let json = PolicyDifferenceJSON.text(
            try difference(from: nil, to: DeclaredClients.text(clients: DeclaredClients.service())),
            comparedWith: "database"
        )
        let object = try #require(try JSONParser.parse(json).object)
        #expect(object["compared_with"] == .string("database"))
        #expect(object["applications"] == .null)
        #expect(object["clients"]?.array?.first?.object?["action"] == .string("create"))
        #expect(object["summary"]?.object?["clients_to_create"] == .integer(1))
        #expect(!json.contains(DeclaredClients.secret))
    }

    @Test func whatCouldDisturbATerminalIsNotPrinted() throws {
        let new = DeclaredClients.text().replacing("Read your data", with: "\"\\e[31mRed\"")
        let text = text(try difference(from: DeclaredClients.text(), to: new))
        #expect(text.contains("\u{FFFD}[31mRed"))
        #expect(!text.contains("\u{1B}"))
    }
}
