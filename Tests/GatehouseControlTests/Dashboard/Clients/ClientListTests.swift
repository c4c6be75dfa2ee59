import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("The list of clients")
struct ClientListTests {
    @Test
    func aRowSaysWhatTheClientIs() async throws {
        let secret = ClientSecret.fixture(lastUsedAt: DashboardFixture.now - 240)
        let fixture = try await DashboardFixture(clients: [.fixture(secrets: [secret]), .app(id: "spa")])
        let page = try await fixture.get("/clients")

        #expect(page.status == .ok)
        for text in [
            "Reporting job", "/clients/reporting", "4 minutes ago", "Application tstapp", "People sign in", "Public",
            "It has no secret", "Secret last used", "4 clients",
        ] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(page.body.readableBytes < 100_000)
    }

    @Test
    func filtersAndOrderStayInEveryLink() async throws {
        let clients = (1...120).map { Client.fixture(id: "c\($0)", name: "Client \($0)", createdAt: Int64($0)) }
        let fixture = try await DashboardFixture(clients: clients)
        let page = try await fixture.get("/clients?q=Client&grant=client_credentials&sort=created&dir=desc&page=2")
        let links = page.reading.all("a").compactMap { $0["href"] }

        #expect(page.text.contains("51 to 100 of 122"))
        #expect(links.contains { $0.contains("page=3") && $0.contains("q=Client") && $0.contains("sort=created") })
        #expect(links.contains { $0.contains("grant=client_credentials") && !$0.contains("q=") })
        #expect(page.reading.all("th").contains { $0["aria-sort"] == "descending" })
        #expect(page.body.readableBytes < 100_000)
    }

    @Test
    func wrongFiltersAreLeftOut() async throws {
        let fixture = try await DashboardFixture()
        let page = try await fixture.get("/clients?grant=x&state=%00&page=99999999999999999999&sort=%27")

        #expect(page.status == .ok)
        #expect(page.text.contains("2 clients"))
    }

    @Test
    func nothingFoundOffersTheWayBack() async throws {
        let fixture = try await DashboardFixture()
        let page = try await fixture.get("/clients?q=nobody")

        #expect(page.text.contains("No client is like that"))
        #expect(!page.text.contains("Nobody has a key yet"))
    }

    @Test
    func whoMayOnlyLookSeesNoWayToCreate() async throws {
        let fixture = try await DashboardFixture(clients: [.fixture()])

        #expect(try await fixture.get("/clients").text.contains("href=\"/clients/new\""))
        #expect(try await !fixture.get("/clients", as: .reader).text.contains("/clients/new"))
        #expect(try await !fixture.get("/clients/new", as: .reader).text.contains("/clients/new/code"))
    }

    @Test
    func theKindsAreExplainedAndKeepTheApplication() async throws {
        let page = try await DashboardFixture().get("/clients/new?application=tstapp")

        #expect(page.text.contains("/clients/new/code?application=tstapp"))
        #expect(page.text.contains("/clients/new/service?application=tstapp"))
    }

    @Test
    func ourOwnClientIsListedOnlyWhereItIsAskedFor() async throws {
        let fixture = try await DashboardFixture()
        #expect(try await !fixture.get("/clients").text.contains(DashboardClient.id))
        let page = try await fixture.get("/clients?source=built_in")

        #expect(page.text.contains("1 client<"))
        #expect(page.text.contains("/clients/gatehouse-dashboard"))
        #expect(!page.text.contains("/applications/gatehouse"))
        #expect(try await !fixture.get("/clients/gatehouse-dashboard").text.contains("/applications/gatehouse"))
    }
}
