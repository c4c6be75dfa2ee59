import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Deleting an application")
struct ApplicationRemovalTests {
    private static let path = "/applications/tstapp/delete"
    private static let confirmation = [(name: "confirmed", value: "yes"), (name: "version", value: "v7")]

    /// A fixture whose `tstapp` is one of the store, without the client that every fixture has.
    private func fixture(
        clients: [Client] = [],
        people: [User] = [],
        hasClient: Bool = false
    ) async throws -> DashboardFixture {
        let fixture = try await DashboardFixture(clients: clients, people: people)
        if !hasClient {
            _ = try await fixture.store.delete(.fixture("reader"), revocation: .client(), audit: .fixture())
        }
        fixture.applications.set { $0.standing.origins["tstapp"] = .store(text: "", version: "v7") }
        return fixture
    }

    @Test func itIsAskedForFirst() async throws {
        let fixture = try await fixture()
        let asked = try await fixture.get(Self.path)
        #expect(asked.status == .ok)
        #expect(asked.text.contains("Delete 1 application"))
        #expect(asked.text.contains(#"name="version" value="v7""#))
        #expect(try await fixture.post(Self.path).status == .ok)
        #expect(fixture.applications.changes.isEmpty)
        let done = try await fixture.post(Self.path, Self.confirmation)
        #expect(done.headers[.location] == "/applications")
        #expect(fixture.applications.changes == ["remove tstapp"])
    }

    @Test func itsOwnClientsStandInTheWay() async throws {
        let fixture = try await fixture(hasClient: true)
        let asked = try await fixture.get(Self.path)
        #expect(asked.status == .conflict)
        #expect(asked.text.contains("1 client belongs to Application tstapp."))
        #expect(asked.text.contains("/clients?application=tstapp"))
    }

    @Test func aClientOfAnotherApplicationStandsInTheWay() async throws {
        let other = Client.fixture(id: "job", application: "other", scopes: ["tstapp_data.read"])
        let fixture = try await fixture(clients: [other])
        let asked = try await fixture.get(Self.path)
        #expect(asked.status == .conflict)
        #expect(asked.text.contains("1 client of another application holds a scope of Application tstapp."))
        #expect(!asked.text.contains("Show its clients"))
        #expect(asked.text.contains(#"href="/applications/tstapp""#))
    }

    @Test func aPersonStandsInTheWay() async throws {
        let person = User.fixture("alice", id: .fixture(77), assignedScopes: ["tstapp_data.write"])
        let fixture = try await fixture(people: [person])
        for answer in [try await fixture.get(Self.path), try await fixture.post(Self.path)] {
            #expect(answer.status == .conflict)
            #expect(answer.text.contains("1 person holds a scope of Application tstapp."))
            #expect(answer.text.contains(#"href="/people"#))
        }
    }

    @Test(arguments: [
        (ApplicationChange.outdated(version: "v8"), 412, "Somebody else changed it meanwhile. Nothing was deleted."),
        (.refused([DraftProblem(field: "", message: "It would not compile.")]), 422, "It would not compile."),
        (.declared(path: "policies/a.yaml"), 409, "It is declared in policies/a.yaml; it goes when that file goes."),
        (.inUse(ApplicationHolders(people: 2)), 409, "2 people hold a scope of Application tstapp."),
        (.unknown, 404, "There is no application with that short key."),
    ])
    func whatWasNotDoneIsNoPageThatIsMissing(change: ApplicationChange, status: Int, sentence: String) async throws {
        let fixture = try await fixture()
        fixture.applications.set { $0.change = change }
        let answer = try await fixture.post(Self.path, Self.confirmation)
        #expect(answer.status.code == status)
        #expect(answer.text.contains(sentence))
    }

    @Test func oneOfAFileGoesWithItsFile() async throws {
        let fixture = try await fixture()
        fixture.applications.set { $0.standing.origins["tstapp"] = .file(path: "policies/tstapp.yaml", text: "") }
        let asked = try await fixture.get(Self.path)
        #expect(asked.status == .conflict)
        #expect(asked.text.contains("it goes when that file goes"))
    }
}
