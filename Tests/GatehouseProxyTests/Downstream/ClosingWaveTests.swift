import Testing

@testable import GatehouseProxy

@Suite("When memory of closed connections is handed back")
struct ClosingWaveTests {
    private static func wave(_ closings: Int) -> ClosingWave {
        var wave = ClosingWave()
        for _ in 0..<closings { wave.connectionClosed() }
        return wave
    }

    @Test func manyClosingsAreWorthItAtOnceAndOnce() {
        var wave = Self.wave(1_000)
        let looks = [wave.takeIfOver(), wave.takeIfOver()]
        #expect(looks == [true, false])
    }

    @Test func someAreWorthItOnceNoMoreCome() {
        var wave = Self.wave(40)
        let first = wave.takeIfOver()
        wave.connectionClosed()
        let looks = [first, wave.takeIfOver(), wave.takeIfOver(), wave.takeIfOver()]
        #expect(looks == [false, false, true, false])
    }

    @Test func fewNeverAre() {
        var wave = Self.wave(31)
        let looks = [wave.takeIfOver(), wave.takeIfOver(), wave.takeIfOver()]
        #expect(looks == [false, false, false])
    }
}
