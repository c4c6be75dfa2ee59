import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Decision list")
struct DecisionListTests {
    private func fixture(_ decisions: [RecordedDecision] = []) async throws -> DashboardFixture {
        let fixture = try await DashboardFixture(
            clients: [.fixture(id: "web", name: "Reporting <b>Studio</b>", scopes: ["tstapp_data.read"])],
            people: [.fixture("ada", name: "Ada Lovelace")]
        )
        fixture.decisions.set { $0.decisions = decisions }
        return fixture
    }

    @Test
    func rowsSayWhoAskedForWhatAndWhy() async throws {
        let fixture = try await fixture([
            .sample("insufficient_scope", status: 403, sequence: 2),
            .sample(sequence: 1, requestID: "permitted-one"),
        ])
        let page = try await fixture.get("/decisions")

        #expect(page.status == .ok)
        #expect(page.text.contains("The token does not carry tstapp_data.write"))
        #expect(page.text.contains("<code class=\"second\">insufficient_scope</code>"))
        #expect(page.text.contains("403<span class=\"unseen\"> refused</span>"))
        #expect(page.text.contains("Reporting &lt;b&gt;Studio&lt;/b&gt;"))
        #expect(page.text.contains("href=\"/people/00000000-0000-4000-8000-000000000001\"><bdi>ada</bdi>"))
        #expect(page.text.contains("<span class=\"path\">/tstapp/data</span>"))
        #expect(page.reading.all("tbody").first?["data-live"] == "/decisions/live")
    }

    @Test
    func filtersLeaveOthersOutAndCanBeTakenAway() async throws {
        let fixture = try await fixture([
            .sample("insufficient_scope", status: 403, sequence: 2, requestID: "refused-one"),
            .sample(sequence: 1, requestID: "permitted-one"),
        ])
        let page = try await fixture.get("/decisions?verdict=refused&client=web&status=403")

        #expect(page.text.contains("/decisions/refused-one"))
        #expect(!page.text.contains("/decisions/permitted-one"))
        #expect(page.text.contains("<bdi>Client Reporting &lt;b&gt;Studio&lt;/b&gt;</bdi>"))
        let chips = page.reading.all("a").filter { $0["class"] == "chip" }.compactMap { $0["href"] }
        #expect(
            chips == [
                "/decisions?client=web&amp;status=403", "/decisions?verdict=refused&amp;status=403",
                "/decisions?verdict=refused&amp;client=web",
            ]
        )
        #expect(
            page.reading.all("tbody").first?["data-live"]
                == "/decisions/live?verdict=refused&amp;client=web&amp;status=403"
        )
    }

    @Test
    func olderOnesFollowByTheirPlace() async throws {
        let decisions = (1...120).map { RecordedDecision.sample(sequence: Int64($0), requestID: "request-\($0)") }
        let fixture = try await fixture(decisions)
        let first = try await fixture.get("/decisions")
        let second = try await fixture.get("/decisions?before=71")
        let last = try await fixture.get("/decisions?before=21")

        #expect(first.text.contains("/decisions/request-120\""))
        #expect(first.reading.all("a").contains { $0["href"] == "/decisions?before=71" && $0["rel"] == "next" })
        #expect(second.text.contains("/decisions/request-70\""))
        #expect(!second.text.contains("/decisions/request-71\""))
        #expect(second.reading.all("tbody").first?["data-live"] == nil)
        #expect(!last.reading.all("a").contains { $0["rel"] == "next" })
    }

    @Test
    func anIdOrItsUniqueBeginningGoesToTheDecision() async throws {
        let fixture = try await fixture([
            .sample(sequence: 1, requestID: "aaaa1111"), .sample(sequence: 2, requestID: "aaaa2222"),
        ])

        #expect(try await fixture.get("/decisions?q=aaaa1111").headers[.location] == "/decisions/aaaa1111")
        #expect(try await fixture.get("/decisions?q=aaaa2").headers[.location] == "/decisions/aaaa2222")
        #expect(try await fixture.get("/decisions?q=bbbb").headers[.location] == "/decisions/bbbb")
        let several = try await fixture.get("/decisions?q=aaaa")
        #expect(several.status == .ok)
        #expect(several.text.contains("/decisions/aaaa1111"))
        #expect(several.text.contains("/decisions/aaaa2222"))
    }

    @Test
    func namesLeadToTheirIds() async throws {
        let fixture = try await fixture()

        let client = try await fixture.get("/decisions?client=studio&verdict=refused")
        #expect(client.headers[.location] == "/decisions?verdict=refused&client=web")
        let person = try await fixture.get("/decisions?subject=ada")
        #expect(person.headers[.location] == "/decisions?subject=00000000-0000-4000-8000-000000000001")
        let gone = try await fixture.get("/decisions?client=gone-client")
        #expect(gone.status == .ok)
        let several = try await fixture.get("/decisions?subject=example")
        #expect(several.text.contains("Did you mean one of these?"))
    }

    @Test
    func anEmptyListSaysWhatToDo() async throws {
        let fixture = try await fixture()
        let nothing = try await fixture.get("/decisions")
        let filtered = try await fixture.get("/decisions?status=403")

        #expect(nothing.text.contains("Nobody has come to the gate yet"))
        #expect(nothing.text.contains("curl -i &#39;http://localhost:8080/tstapp/&#39;"))
        #expect(filtered.text.contains("No decision is like that"))
        #expect(!filtered.text.contains("Nobody has come"))
    }

    @Test
    func whatWasNotKeptIsTold() async throws {
        let fixture = try await fixture([.sample()])
        fixture.decisions.set { $0.overview = TrafficOverview(span: .hour, start: 0, sampledOut: 3_482) }

        #expect(
            try await fixture.get("/decisions").text
                .contains("3,482 decisions of the last hour were counted but not kept")
        )
    }

    @Test
    func aWrongFieldComesBackWithItsReason() async throws {
        let page = try await fixture([.sample()]).get("/decisions?status=%22%3E%3Cscript%3E")

        #expect(page.text.contains("id=\"status-error\""))
        #expect(page.text.contains("value=\"&quot;&gt;&lt;script&gt;\""))
        #expect(!page.text.contains("<script>"))
    }

    @Test
    func theLongestRowsStillFitIntoAPage() async throws {
        let hostile = String(repeating: "\"<&'", count: 2_000)
        let decisions = (1...60)
            .map { number in
                RecordedDecision.sample(
                    "insufficient_scope",
                    status: 403,
                    sequence: Int64(number),
                    requestID: "request-\(number)",
                    path: "/" + hostile,
                    client: hostile,
                    subject: hostile,
                    scopes: [hostile]
                )
            }
        let page = try await fixture(decisions).get("/decisions")

        #expect(page.body.readableBytes < 200_000)
        #expect(!page.text.contains("\"<&'"))
    }

    @Test
    func whoMayOnlyLookSeesItAndOthersDoNot() async throws {
        let fixture = try await fixture([.sample()])

        #expect(try await fixture.get("/decisions", as: .reader).status == .ok)
        #expect(try await fixture.get("/decisions", as: .outsider).status == .forbidden)
        #expect(try await fixture.get("/decisions", as: .nobody).status == .seeOther)
        #expect(try await fixture.get("/decisions/9c41f07be2d83a56", as: .nobody).status == .seeOther)
        #expect(try await fixture.fetch("/decisions/live", as: .nobody).status == .forbidden)
    }
}
