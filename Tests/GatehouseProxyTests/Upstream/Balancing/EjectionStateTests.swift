import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("When an endpoint gets no requests for a while")
struct EjectionStateTests {
    private static let second: UInt64 = 1_000_000_000
    private let settings = UpstreamOptions.Ejection()

    /// Fails until it is ejected; gives for how long.
    private func ejection(_ state: inout EjectionState, at second: UInt64) -> Int64 {
        for _ in 1..<5 {
            let result1 = state.failed(settings, at: second * Self.second)
            #expect(!result1)
        }
        let result2 = state.failed(settings, at: second * Self.second)
        #expect(result2)
        return state.eject(settings, at: second * Self.second)
    }

    @Test func onlyFailuresInARowCount() {
        var state = EjectionState()
        for _ in 0..<20 {
            for _ in 0..<4 {
                let result3 = state.failed(settings, at: 1)
                #expect(!result3)
            }
            state.succeeded()
        }
    }

    @Test func eachEjectionIsTwiceAsLongUpToALimit() {
        var state = EjectionState()
        var now: UInt64 = 1
        var lengths: [Int64] = []
        for _ in 0..<6 {
            let length = ejection(&state, at: now)
            lengths.append(length)
            now += UInt64(length)
        }
        #expect(lengths == [30, 60, 120, 240, 300, 300])
    }

    @Test func timeSpentWellIsForgiven() {
        var state = EjectionState()
        let result4 = ejection(&state, at: 1)
        #expect(result4 == 30)
        let result5 = ejection(&state, at: 31)
        #expect(result5 == 60)
        // 31 + 60 seconds, and two base times more.
        let result6 = ejection(&state, at: 91 + 60)
        #expect(result6 == 30)
    }

    @Test func whatComesWhileItIsOutDoesNotCount() {
        var state = EjectionState()
        _ = ejection(&state, at: 1)
        for _ in 0..<50 {
            let result7 = state.failed(settings, at: 20 * Self.second)
            #expect(!result7)
        }
        #expect(state.failures == 0)
    }

    @Test(arguments: [
        (1, 50, 0), (2, 50, 1), (3, 50, 2), (4, 50, 2), (10, 50, 5), (10, 1, 1), (10, 100, 9), (2, 100, 1),
    ])
    func neverMoreThanAShareIsOut(count: Int, percent: Int, most: Int) {
        #expect(EjectionState.mostOut(of: count, percent: Int64(percent)) == most)
    }
}
