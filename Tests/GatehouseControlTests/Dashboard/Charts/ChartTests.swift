import GatehousePolicy
import Testing

@testable import GatehouseControl

@Suite("Charts")
struct ChartTests {
    @Test(arguments: [
        (0.0, 4.0), (3, 4), (4, 4), (5, 5), (7, 8), (11, 12), (33, 40), (100, 100), (101, 120), (98_000, 100_000),
        (0.3, 4),
    ])
    func theAxisEndsAtARoundNumber(greatest: Double, top: Double) {
        #expect(ChartScale(greatest, least: 4).top == top)
    }

    @Test func whatIsOutsideStaysOnTheDrawing() {
        let scale = ChartScale(10)

        #expect(scale.y(0) == 160)
        #expect(scale.y(5) == 80)
        #expect(scale.y(10) == 0)
        #expect(scale.y(11) == 0)
        #expect(scale.y(-1) == 160)
        #expect(ChartScale(.infinity).top == 1)
    }

    @Test func refusedStandOnPermitted() {
        let chart = BarChart(
            [TrafficBar(permitted: 2, refused: 2), TrafficBar(permitted: 0, refused: 0)],
            along: ["a"],
            label: "l"
        )

        #expect(chart.up == ["4", "2", "0"])
        #expect(chart.permitted == "M47 80h242V160h-242z")
        #expect(chart.refused == "M47 0h242V80h-242z")
    }

    @Test func aSingleRefusalIsSeen() {
        let chart = BarChart([TrafficBar(permitted: 99_999, refused: 1)], along: [], label: "")

        #expect(chart.refused.hasPrefix("M94 -1.2h484V0"))
    }

    @Test func nothingIsNoDrawing() {
        let bars = BarChart([], along: [], label: "")
        #expect(bars.permitted.isEmpty && bars.refused.isEmpty)
        #expect(Sparkline([]).line.isEmpty)
        let lines = LineChart(low: [], middle: [nil], high: [nil, nil], along: [], label: "") { _ in "" }
        #expect(lines.low.isEmpty && lines.middle.isEmpty && lines.high.isEmpty)
    }

    @Test func aGapBreaksTheLine() {
        let chart = LineChart(low: [1, 2, nil, 4], middle: [], high: [], along: [], label: "") { Figures.decimal($0) }

        #expect(chart.up == ["4", "2", "0"])
        #expect(chart.low == "M0 120L224 80M672 0m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0")
    }

    @Test func aSparklineFillsItsPlace() {
        let spark = Sparkline([0, 10, nil])

        #expect(spark.line == "M0 30 100 2 200 30")
        #expect(spark.under == "M0 30 100 2 200 30V32H0z")
    }

    @Test func sharesAreSortedAndTheRestIsOneRow() {
        let parts = (1...10).map { Shares.Part("p\($0)", count: Int64($0)) } + [Shares.Part("none", count: 0)]

        let rows = Shares(parts, limit: 4).rows

        #expect(rows.map(\.name) == ["p10", "p9", "p8", "7 others"])
        #expect(rows.map(\.count) == ["10", "9", "8", "28"])
        #expect(rows[0].width == "18.2")
        #expect(Shares([]).rows.isEmpty)
        #expect(Shares([Shares.Part("a", count: 1), Shares.Part("b", count: 100_000)]).rows[1].width == "0.5")
    }

    @Test func timeIsWrittenAsTheSpanWantsIt() {
        let start: Int64 = 1_795_430_527 / 86_400 * 86_400

        #expect(ChartTime.labels(.day, start: start) == ["00:00", "06:00", "12:00", "18:00", "now"])
        #expect(ChartTime.labels(.week, start: start).first == "23 Nov")
        #expect(ChartTime.labels(.hour, start: start) == ["00:00", "00:15", "00:30", "00:45", "now"])
    }
}
