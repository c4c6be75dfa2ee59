import Testing

@testable import GatehouseControl

@Suite("Times on pages")
struct PageTimeTests {
    private let now = PageSamples.now

    @Test(
        arguments: [
            (0, "just now"), (59, "just now"), (-30, "just now"), (60, "1 minute ago"), (130, "2 minutes ago"),
            (3_599, "59 minutes ago"), (3_600, "1 hour ago"), (86_399, "23 hours ago"), (86_400, "yesterday"),
            (2 * 86_400, "2 days ago"), (6 * 86_400, "6 days ago"), (7 * 86_400, "16 Nov 2026"),
            (-3_600, "23 Nov 2026"),
        ] as [(Int64, String)]
    )
    func agesAreToldInWords(age: Int64, words: String) {
        #expect(PageTime(now - age, now: now).words == words)
    }

    @Test
    func instantsAreExactInLists() {
        let time = PageTime(now, now: now)

        #expect(time.utc == "2026-11-23T10:42:07Z")
        #expect(time.exact == "23 Nov 2026, 10:42 UTC")
        #expect(time.precise == "23 Nov 2026, 10:42:07 UTC")
        #expect(time.day == "23 Nov 2026")
    }

    @Test
    func yesterdayGoesByTheCalendar() {
        // 23:50 two days before 00:10 is more than a day ago, and not yesterday.
        #expect(PageTime(1_795_478_400 - 86_400 - 600, now: 1_795_478_400 + 600).words == "2 days ago")
    }

    @Test(arguments: [Int64.min, -1, 0, Int64.max])
    func everyNumberIsAnInstant(seconds: Int64) {
        let time = PageTime(seconds, now: Int64.max)

        #expect(time.utc == (seconds <= 0 ? "1970-01-01T00:00:00Z" : "9999-12-31T23:59:59Z"))
    }
}
