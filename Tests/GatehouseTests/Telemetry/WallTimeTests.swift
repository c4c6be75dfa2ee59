import Testing

@testable import Gatehouse

struct WallTimeTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (1_790_000_000_123, "2026-09-21T14:13:20.123Z"), (4_102_444_799_999, "2099-12-31T23:59:59.999Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (-86_400_000, "1969-12-31T00:00:00.000Z"),
    ])
    func instantsAreWrittenByTheGregorianCalendar(_ milliseconds: Int64, _ text: String) {
        #expect(WallTime(milliseconds: milliseconds).text == text)
    }
}
