import Testing

@testable import GatehouseControl

@Suite("Figures")
struct FiguresTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (986_412, "986,412"), (-1_234_567, "-1,234,567"),
        (Int64.min, "-9,223,372,036,854,775,808"),
    ])
    func countsAreGrouped(value: Int64, text: String) {
        #expect(Figures.count(value) == text)
    }

    @Test func aNounIsCounted() {
        #expect(Figures.count(1, "client") == "1 client")
        #expect(Figures.count(0, "client") == "0 clients")
        #expect(Figures.count(2_000, "client") == "2,000 clients")
    }

    @Test(arguments: [
        (0.0, "0"), (4, "4"), (250, "250"), (1_000, "1 k"), (1_500, "1.5 k"), (40_000, "40 k"), (2.5e6, "2.5 M"),
        (3e9, "3 G"),
    ])
    func axesAreShort(value: Double, text: String) {
        #expect(Figures.short(value) == text)
    }

    @Test(arguments: [
        (0, 100, "0"), (100, 100, "100"), (13, 1_000, "1.3"), (1, 3, "33.3"), (1, 2_500, "0.04"),
        (1, 1_000_000, "under 0.01"), (5, 0, "0"),
    ])
    func sharesAreInPercent(part: Int64, whole: Int64, text: String) {
        #expect(Figures.percent(part, of: whole) == text)
    }

    @Test(arguments: [
        (0, "0 ms"), (80, "0.08 ms"), (710, "0.71 ms"), (14_000, "14 ms"), (14_260, "14.3 ms"), (230_400, "230 ms"),
        (2_100_000, "2.1 s"), (60_000_000, "60 s"),
    ])
    func durationsChooseTheirUnit(microseconds: Int64, text: String) {
        #expect(Figures.duration(microseconds) == text)
    }

    @Test(arguments: [
        (0, 60, "none"), (1_140, 60, "19 a second"), (3, 60, "3 a minute"), (1, 1_800, "2 an hour"),
        (1, 10_800, "under 1 an hour"),
    ])
    func pacesChooseTheirUnit(count: Int64, seconds: Int64, text: String) {
        #expect(Figures.pace(count, seconds: seconds) == text)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func whatIsNoNumberIsNothing(value: Double) {
        #expect(Figures.decimal(value) == "0")
        #expect(Figures.coordinate(1e300) == "0")
    }
}
