import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("Slowing down who tries passwords")
struct SignInThrottleTests {
    private let start: Int64 = 1_800_000_000

    private func throttle(perMinute: Int = 10, capacity: Int = 100_000) -> SignInThrottle {
        SignInThrottle(attemptsPerMinute: perMinute, capacity: capacity, entropy: SeededEntropy())
    }

    /// How many tries out of `count` are admitted.
    private func admitted(
        _ count: Int,
        by throttle: SignInThrottle,
        username: String = "alice",
        address: String = "192.0.2.1",
        now: Int64
    ) -> Int {
        (0..<count).filter { _ in throttle.admit(username: username, address: address, now: now) == .admitted }.count
    }

    @Test func tenTriesAMinuteAreAdmittedThenOneEverySixSeconds() {
        let throttle = throttle()
        #expect(admitted(20, by: throttle, now: start) == 10)
        #expect(throttle.admit(username: "alice", address: "192.0.2.1", now: start) == .wait(seconds: 6))
        #expect(throttle.admit(username: "alice", address: "192.0.2.1", now: start + 5) == .wait(seconds: 1))
        #expect(admitted(2, by: throttle, now: start + 6) == 1)
        #expect(admitted(20, by: throttle, now: start + 66) == 10)
    }

    @Test(arguments: [(1, 60), (7, 9), (60, 1), (1000, 1)])
    func theWaitIsLongEnoughAndNotLonger(perMinute: Int, seconds: Int) {
        let throttle = throttle(perMinute: perMinute)
        #expect(admitted(perMinute + 1, by: throttle, now: start) == perMinute)
        #expect(throttle.admit(username: "alice", address: "192.0.2.1", now: start) == .wait(seconds: seconds))
        if seconds > 1 { #expect(admitted(1, by: throttle, now: start + Int64(seconds) - 1) == 0) }
        #expect(admitted(1, by: throttle, now: start + Int64(seconds)) == 1)
    }

    @Test func aStrangerElsewhereCannotLockOutAPerson() {
        let throttle = throttle()
        for host in 1...200 {
            _ = admitted(20, by: throttle, address: "198.51.100.\(host)", now: start)
        }
        #expect(admitted(20, by: throttle, address: "192.0.2.1", now: start) == 10)
    }

    @Test func oneAddressMayTryTenTimesAsManyOverAllNames() {
        let throttle = throttle()
        let tries = (0..<200).map { admitted(1, by: throttle, username: "user\($0)", now: start) }
        #expect(tries.reduce(0, +) == 100)
        #expect(admitted(1, by: throttle, username: "fresh", now: start) == 0)
        #expect(admitted(1, by: throttle, username: "fresh", address: "192.0.2.2", now: start) == 1)
    }

    @Test func aNetworkOfIPv6CountsAsOneAddress() {
        let throttle = throttle()
        let tries = (0..<50).map { admitted(1, by: throttle, address: "2001:db8::\($0)", now: start) }
        #expect(tries.reduce(0, +) == 10)
        #expect(admitted(1, by: throttle, address: "2001:db8:0:1::1", now: start) == 1)
    }

    @Test func writingANameInCapitalsIsNoNewName() {
        let throttle = throttle()
        #expect(admitted(10, by: throttle, username: "alice", now: start) == 10)
        #expect(admitted(10, by: throttle, username: "ALICE", now: start) == 0)
    }

    @Test func successGivesTheTryBackAndNoMore() {
        let throttle = throttle()
        for _ in 0..<50 {
            #expect(admitted(1, by: throttle, now: start) == 1)
            throttle.succeeded(username: "alice", address: "192.0.2.1", now: start)
        }
        #expect(admitted(9, by: throttle, now: start) == 9)
        throttle.succeeded(username: "alice", address: "192.0.2.1", now: start)
        #expect(admitted(5, by: throttle, now: start) == 2)
    }

    @Test func ownSuccessDoesNotPayForAttemptsOnOthers() {
        let throttle = throttle()
        #expect(admitted(10, by: throttle, username: "victim", now: start) == 10)
        #expect(admitted(1, by: throttle, username: "mallory", now: start) == 1)
        throttle.succeeded(username: "mallory", address: "192.0.2.1", now: start)
        #expect(admitted(1, by: throttle, username: "victim", now: start) == 0)
    }

    @Test func refusedTriesDoNotProlongTheWait() {
        let throttle = throttle()
        _ = admitted(1000, by: throttle, now: start)
        #expect(admitted(1, by: throttle, now: start + 6) == 1)
    }

    @Test(arguments: [1, 30, 3600, 1_000_000_000] as [Int64])
    func aClockThatIsPutBackPaysNothingBack(seconds: Int64) {
        let throttle = throttle()
        #expect(admitted(10, by: throttle, now: start) == 10)
        #expect(admitted(1, by: throttle, now: start - seconds) == 0)
    }

    @Test func aClockThatIsPutBackLocksNobodyForLong() {
        let throttle = throttle()
        #expect(admitted(10, by: throttle, now: start) == 10)
        #expect(admitted(1, by: throttle, now: start - 86_400) == 0)
        #expect(admitted(20, by: throttle, now: start - 86_400 + 60) == 10)
    }

    @Test func secondsThatComeOutOfOrderArePaidBackOnce() {
        let throttle = throttle()
        #expect(admitted(10, by: throttle, now: start) == 10)
        for _ in 0..<100 {
            #expect(admitted(1, by: throttle, now: start - 1) == 0)
            #expect(admitted(1, by: throttle, now: start) == 0)
        }
    }

    @Test(arguments: [Int64.min, .max])
    func noInstantIsOutOfRange(now: Int64) {
        let throttle = throttle()
        _ = admitted(20, by: throttle, now: now)
        _ = admitted(20, by: throttle, now: now == .min ? .max : .min)
        #expect(admitted(20, by: throttle, now: start) <= 10)
    }

    @Test func memoryIsBounded() {
        let throttle = throttle(capacity: 100)
        for index in 0..<1000 {
            _ = admitted(
                1,
                by: throttle,
                username: "user\(index)",
                address: "10.0.\(index / 250).\(index % 250)",
                now: start
            )
        }
        #expect(throttle.count == 100)
    }

    @Test func theLeastRecentlySeenIsForgottenFirst() {
        let throttle = throttle(capacity: 100)
        #expect(admitted(10, by: throttle, username: "kept", address: "192.0.2.1", now: start) == 10)
        for index in 0..<200 {
            _ = admitted(1, by: throttle, username: "user\(index)", address: "10.0.0.\(index)", now: start)
            #expect(admitted(1, by: throttle, username: "kept", address: "192.0.2.1", now: start) == 0)
        }
    }

    @Test func tryingManyNamesDoesNotMakeTheLimitOfTheAddressForgotten() {
        let throttle = throttle(capacity: 20)
        let tries = (0..<500).map { admitted(1, by: throttle, username: "user\($0)", now: start) }
        #expect(tries.reduce(0, +) == 100)
    }

    @Test(arguments: [Int.min, 0, .max])
    func anyConfiguredNumberIsUsable(perMinute: Int) {
        let throttle = throttle(perMinute: perMinute, capacity: perMinute == .max ? 0 : perMinute)
        #expect(admitted(1, by: throttle, now: start) == 1)
    }
}
