import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("Live decisions")
struct DecisionLiveTests {
    @Test
    func onlyWhatTheFilterAdmitsIsSentAsARowOfTheList() async throws {
        let fixture = try await DashboardFixture(people: [.fixture("ada")])
        fixture.decisions.set { state in
            state.live = [
                .sample("insufficient_scope", status: 403, requestID: "refused-one"),
                .sample(requestID: "permitted-one"),
                .sample("missing_token", status: 401, requestID: "refused-two", path: "/\"><script>alert(1)</script>"),
            ]
        }
        let stream = try await fixture.fetch("/decisions/live?verdict=refused")

        #expect(stream.status == .ok)
        #expect(stream.headers[.contentType] == "text/event-stream; charset=utf-8")
        #expect(stream.text.contains("data: <tr>"))
        #expect(stream.text.contains("/decisions/refused-one"))
        #expect(stream.text.contains("/decisions/refused-two"))
        #expect(!stream.text.contains("permitted-one"))
        #expect(!stream.text.contains("<script>"))
        #expect(stream.text.contains("<bdi>ada</bdi>"))
    }

    @Test
    func noMoreThanTwentyRowsOfASecondAreSent() async throws {
        let fixture = try await DashboardFixture()
        let start = DashboardFixture.now * 1_000
        fixture.decisions.set { state in
            state.live = (0..<60).map { .sample(requestID: "r\($0)", time: start + Int64($0) * 20) }
        }
        let rows = try await fixture.fetch("/decisions/live").text.ranges(of: "data: <tr>")

        // 50 of them are of the first second, 10 of the next.
        #expect(rows.count == 30)
    }

    @Test
    func aStragglerDoesNotOpenItsSecondAgain() {
        var pace = DecisionPace()
        var sent = 0
        for second in [5, 5, 6] as [Int64] {
            for _ in 0..<30 where pace.admits(second * 1_000) { sent += 1 }
        }
        #expect(sent == 40)
        let straggler = pace.admits(5_999)
        #expect(!straggler)
        let next = pace.admits(7_000)
        #expect(next)
    }

    @Test
    func anotherSiteCannotReadIt() async throws {
        let fixture = try await DashboardFixture()

        let foreign = try await fixture.fetch("/decisions/live", headers: [.fetchSite: "cross-site"])
        #expect(foreign.status == .forbidden)
    }
}
