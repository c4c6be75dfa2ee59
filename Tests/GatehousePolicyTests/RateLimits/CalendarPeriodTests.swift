import GatehousePolicy
import Testing

@Suite("Days and months of the calendar")
struct CalendarPeriodTests {
    /// Days from 1970-01-01, counted one by one: slow and plain, to compare with.
    private static func days(to year: Int64, _ month: Int64) -> Int64 {
        var days: Int64 = 0
        for other in 1970..<year { days += isLeap(other) ? 366 : 365 }
        for other in 1..<month { days += length(year, other) }
        return days
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(_ year: Int64, _ month: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    @Test func everyMonthOfFourCenturiesBeginsAndEndsWhereItShould() {
        for year in Int64(1970)...2402 {
            for month in Int64(1)...12 {
                let start = Self.days(to: year, month) * 86_400
                let end = start + Self.length(year, month) * 86_400
                for now in [start, start + 1, start + 20 * 86_400 + 7, end - 1] {
                    let period = CalendarPeriod(of: .month, at: now)
                    #expect(period.start == start && period.end == end, "\(year)-\(month) at \(now)")
                }
            }
        }
    }

    @Test(
        arguments: [
            // 2024-02-29T23:59:59Z and the second after it.
            (1_709_251_199, 1_706_745_600, 1_709_251_200),
            (1_709_251_200, 1_709_251_200, 1_711_929_600),
            // 2026-12-31T23:59:59Z.
            (1_798_761_599, 1_796_083_200, 1_798_761_600),
            // 2000-02-29, in a year of a century that has one, and 2100-02-28, in one that has none.
            (951_782_400, 949_363_200, 951_868_800),
            (4_107_542_399, 4_105_123_200, 4_107_542_400),
            // 1969-12-31, before the epoch.
            (-1, -2_678_400, 0),
        ] as [(Int64, Int64, Int64)]
    )
    func monthsEndWhereTheyShould(_ now: Int64, _ start: Int64, _ end: Int64) {
        let period = CalendarPeriod(of: .month, at: now)
        #expect(period.start == start && period.end == end)
    }

    @Test func aDayIsTwentyFourHoursInUTC() {
        for (now, start) in [(0, 0), (86_399, 0), (86_400, 86_400), (-1, -86_400)] as [(Int64, Int64)] {
            let period = CalendarPeriod(of: .day, at: now)
            #expect(period.start == start && period.end == start + 86_400)
        }
    }
}
