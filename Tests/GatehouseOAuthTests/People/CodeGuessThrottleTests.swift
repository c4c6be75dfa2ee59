import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Slowing down who guesses codes")
struct CodeGuessThrottleTests {
    private let start: Int64 = 1_800_000_000

    @Test func aPersonHasTwentyGuessesAnHour() {
        let throttle = CodeGuessThrottle(entropy: SeededEntropy())
        for _ in 0..<20 { #expect(throttle.admit(person: "p1", now: start) == .admitted) }
        #expect(throttle.admit(person: "p1", now: start) == .wait(seconds: 180))
        #expect(throttle.admit(person: "p1", now: start + 180) == .admitted)
        #expect(throttle.admit(person: "p1", now: start + 180) == .wait(seconds: 180))
        #expect(throttle.admit(person: "p2", now: start) == .admitted)
    }

    @Test func anAddressIsLimitedByItself() {
        let throttle = CodeGuessThrottle(limit: TryLimit(tries: 2, perSeconds: 60), entropy: SeededEntropy())
        #expect(throttle.admit(address: "2001:db8::1", now: start) == .admitted)
        #expect(throttle.admit(address: "2001:db8::2", now: start) == .admitted)
        #expect(throttle.admit(address: "2001:db8::3", now: start) == .wait(seconds: 30))
        #expect(throttle.admit(address: "192.0.2.1", now: start) == .admitted)
        #expect(throttle.admit(person: "2001:db8::3", now: start) == .admitted)
    }

    @Test func aRightGuessIsGivenBack() {
        let throttle = CodeGuessThrottle(limit: TryLimit(tries: 1, perSeconds: 60), entropy: SeededEntropy())
        for _ in 0..<5 {
            #expect(throttle.admit(person: "p1", now: start) == .admitted)
            throttle.succeeded(person: "p1", now: start)
            #expect(throttle.admit(address: "192.0.2.1", now: start) == .admitted)
            throttle.succeeded(address: "192.0.2.1", now: start)
        }
        #expect(throttle.admit(person: "p1", now: start) == .admitted)
        #expect(throttle.admit(person: "p1", now: start) == .wait(seconds: 60))
    }
}
