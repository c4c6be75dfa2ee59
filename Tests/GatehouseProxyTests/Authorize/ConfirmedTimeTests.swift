import GatehouseJOSE
import Testing

@testable import GatehouseProxy

@Suite("The time by which revocations are forgotten")
struct ConfirmedTimeTests {
    private static let start: Int64 = 1_700_000_000
    private let time = ConfirmedTime(start: start)

    @Test(arguments: [Int64(0), 59, 3_600])
    func itIsTheWallClockWhileBothAgree(_ seconds: Int64) {
        #expect(time.now(wall: Self.start + seconds, elapsed: .seconds(seconds)) == Self.start + seconds)
    }

    @Test func aJumpAheadWaitsForTheMonotonicClock() {
        let ahead = Self.start + 3_600
        #expect(time.now(wall: ahead, elapsed: .seconds(1)) == Self.start + 1)
        #expect(time.now(wall: ahead, elapsed: .milliseconds(1_999)) == Self.start + 1)
        #expect(time.now(wall: ahead + 3_600, elapsed: .seconds(3_600)) == ahead)
    }

    @Test func aJumpBackIsFollowed() {
        #expect(time.now(wall: Self.start - 3_600, elapsed: .seconds(60)) == Self.start - 3_600)
        #expect(time.now(wall: 0, elapsed: .seconds(60)) == 0)
        #expect(time.now(wall: .min, elapsed: .seconds(60)) == .min)
    }

    @Test func noTimeIsTooLateForIt() {
        #expect(ConfirmedTime(start: .max).now(wall: .max, elapsed: .seconds(1)) == .max)
        #expect(time.now(wall: .max, elapsed: .seconds(-1)) == Self.start)
    }

    @Test func aTableOutlivesABadMinute() {
        let names = TokenNames(token: .token("g.t"), grant: nil, client: .client("c"), subject: .subject("s"))
        let entry = RevocationEntry(
            key: .subject("s"),
            revokedBefore: Self.start,
            recordedAt: Self.start,
            expiresAt: Self.start + 3_660,
            client: nil
        )
        var table = RevocationTable(capacity: 10, entries: [entry])
        table.purge(now: time.now(wall: Self.start + 7_200, elapsed: .seconds(60)))
        table.purge(now: time.now(wall: Self.start - 7_200, elapsed: .seconds(120)))
        #expect(table.refuses(names, issuedAt: Self.start))
        table.purge(now: time.now(wall: Self.start + 3_780, elapsed: .seconds(3_780)))
        #expect(table.count == 0)
    }
}
