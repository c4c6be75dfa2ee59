import GatehousePolicy
import Testing

@testable import GatehouseControl

@Suite("Decision queries")
struct DecisionQueryTests {
    private static let now: Int64 = 1_795_430_527

    private func query(_ text: String) throws -> DecisionQuery {
        DecisionQuery(try #require(DashboardFields(form: Array(text.utf8))))
    }

    @Test
    func everyFieldOfTheURLFilters() throws {
        let text =
            "verdict=refused&reason=insufficient_scope&application=tstapp&route=GET%20%2Fdata%2F%2A%2A&client=web"
            + "&subject=ada&status=403&from=2026-11-23T10%3A00&until=1795431000&before=77"
        let filter = try query(text).filter(now: Self.now)

        #expect(
            filter
                == DecisionFilter(
                    application: "tstapp",
                    route: "GET /data/**",
                    client: "web",
                    subject: "ada",
                    reason: "insufficient_scope",
                    isPermit: false,
                    status: 403,
                    since: 1_795_428_000_000,
                    until: 1_795_431_000_000
                )
        )
        #expect(try query(text).before == 77)
        #expect(try query(text).path == "/decisions?" + text)
    }

    @Test(arguments: [("15m", 900), ("hour", 3_600), ("day", 86_400), ("week", 604_800)])
    func aTimeCountsFromNow(word: String, seconds: Int64) throws {
        #expect(try query("time=\(word)").filter(now: Self.now).since == (Self.now - seconds) * 1_000)
    }

    @Test
    func emptyFieldsFilterNothing() throws {
        let empty = try query(
            "verdict=&reason=&application=&client=&subject=&route=&status=&from=&until=&time=&before="
        )

        #expect(empty.isEmpty)
        #expect(empty.filter(now: Self.now) == DecisionFilter())
        #expect(empty.path == "/decisions")
    }

    @Test(arguments: [
        "status=abc", "status=99999999999999999999", "from=yesterday", "until=-5", "from=2026-99-99T10:00",
    ])
    func whatMeansNothingFiltersNothingAndSaysSo(text: String) throws {
        let odd = try query(text)
        let field = try #require(DecisionQuery.Field(rawValue: String(text.prefix { $0 != "=" })))

        #expect(odd.problem(field) != nil)
        #expect(odd.filter(now: Self.now) == DecisionFilter())
    }

    @Test
    func withoutAFilterTheListBeginsAnew() throws {
        let query = try query("client=web&status=403&before=12")

        #expect(query.without(.client).path == "/decisions?status=403")
        #expect(query.livePath == "/decisions/live?client=web&status=403")
        #expect(query.before(nil).path == "/decisions?client=web&status=403")
    }

    @Test
    func segmentsOfPathsSurviveEveryByte() {
        for text in ["live", "new", "a+b/c?d#e%", "9c41f07be2d83a56", "ä\u{301}"] {
            #expect(!DecisionLink.decision(text).dropFirst("/decisions/".count).contains("/"))
        }
        #expect(DecisionLink.decision("live") == "/decisions/%6Cive")
    }

    @Test(arguments: [
        (61, "61 µs"), (1_240, "1.2 ms"), (12_000, "12 ms"), (640_000, "640 ms"), (3_100_000, "3.1 s"), (-5, "0 µs"),
    ])
    func durationsAreReadable(microseconds: Int64, words: String) {
        #expect(DecisionText.duration(microseconds) == words)
    }
}
