import GatehousePolicy
import GatehouseTestSupport
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import GatehouseProxy

@Suite("Counting quotas ahead of their store")
struct QuotaLedgerTests {
    private static let now: Int64 = 1_709_200_000
    private static let day = CalendarPeriod(of: .day, at: now)
    private static let reader = QuotaCaller(by: "client", value: "reader")

    private let loop = EmbeddedEventLoop()

    private func quota(_ count: Int64, _ window: RateLimit.Window = .day, identity: String = "q") -> RateLimit {
        var limit = RateLimit(by: .client, count: count, window: window, burst: count)
        limit.identity = identity
        return limit
    }

    private func record(_ used: Int64, caller: String = "reader", period: CalendarPeriod = day) -> QuotaRecord {
        QuotaRecord(
            quota: "q",
            by: "client",
            caller: caller,
            startsAt: period.start,
            endsAt: period.end,
            used: used
        )
    }

    /// Stores everything that has to be.
    private func store(_ ledger: QuotaLedger, areStored: Bool = true) -> [QuotaRecord] {
        var records: [QuotaRecord] = []
        while case let changes = ledger.takeChanges(atMost: 10), !changes.isEmpty {
            records += changes.map(\.record)
            ledger.settle(changes, areStored: areStored)
        }
        return records
    }

    @Test func nothingIsGrantedBeforeItIsStored() throws {
        let ledger = QuotaLedger([], now: Self.now)
        let announced = Tally()
        ledger.onChange { announced.add() }
        let outcome = ledger.take(quota(3), Self.reader, now: Self.now, on: loop)
        #expect(outcome.isTaken && outcome.remaining == 2 && outcome.period == Self.day)
        let stored = try #require(outcome.stored)
        let isDone = Tally()
        stored.whenSuccess { isDone.add() }
        #expect(announced.count == 1 && isDone.count == 0)
        #expect(store(ledger) == [record(1)])
        #expect(isDone.count == 1)
        #expect(ledger.takeChanges(atMost: 10).isEmpty)
    }

    @Test func aQuotaIsGrantedOnceAndNoMore() {
        let ledger = QuotaLedger([record(1)], now: Self.now)
        let outcomes = (0..<5).map { _ in ledger.take(quota(3), Self.reader, now: Self.now, on: loop) }
        #expect(outcomes.map(\.isTaken) == [true, true, false, false, false])
        #expect(outcomes.map(\.remaining) == [1, 0, 0, 0, 0])
        #expect(store(ledger).last == record(3))
        let other = QuotaCaller(by: "subject", value: "reader")
        #expect(ledger.take(quota(3), other, now: Self.now, on: loop).remaining == 2)
        #expect(ledger.take(quota(3, identity: "p"), Self.reader, now: Self.now, on: loop).remaining == 2)
        _ = store(ledger)
    }

    /// A smaller quota holds for what was used before, too; a larger one goes on from it.
    @Test func aChangedQuotaGoesOnFromWhatWasUsed() {
        let ledger = QuotaLedger([record(5)], now: Self.now)
        #expect(!ledger.take(quota(4), Self.reader, now: Self.now, on: loop).isTaken)
        #expect(ledger.take(quota(7), Self.reader, now: Self.now, on: loop).remaining == 1)
        _ = store(ledger)
    }

    @Test func whatIsStoredAheadNeedNotWait() {
        let ledger = QuotaLedger([], now: Self.now)
        #expect(ledger.take(quota(320), Self.reader, now: Self.now, on: loop).stored != nil)
        #expect(store(ledger) == [record(11)])
        for _ in 0..<5 { #expect(ledger.take(quota(320), Self.reader, now: Self.now, on: loop).stored == nil) }
        #expect(ledger.takeChanges(atMost: 10).isEmpty)
        // More is stored before what there is runs out.
        for _ in 0..<2 { #expect(ledger.take(quota(320), Self.reader, now: Self.now, on: loop).stored == nil) }
        #expect(store(ledger) == [record(18)])
    }

    @Test func whatWasStoredAheadIsGivenBackWhenNobodyUsesIt() {
        let ledger = QuotaLedger([], now: Self.now)
        _ = ledger.take(quota(320), Self.reader, now: Self.now, on: loop)
        _ = store(ledger)
        ledger.release(now: Self.now)
        #expect(ledger.takeChanges(atMost: 10).isEmpty)
        ledger.release(now: Self.now)
        let changes = ledger.takeChanges(atMost: 10)
        #expect(changes.map(\.record) == [record(1)])
        // While less is being stored, a request may not count on what was there.
        let outcome = ledger.take(quota(320), Self.reader, now: Self.now, on: loop)
        #expect(outcome.stored != nil)
        ledger.settle(changes, areStored: true)
        #expect(store(ledger) == [record(12)])
        ledger.release(now: Self.now, wholly: true)
        #expect(store(ledger) == [record(2)])
    }

    @Test func whatCannotBeStoredIsNotGrantedAndDoesNotCount() throws {
        let ledger = QuotaLedger([], now: Self.now)
        let hasFailed = Tally()
        let stored = try #require(ledger.take(quota(1), Self.reader, now: Self.now, on: loop).stored)
        stored.whenFailure { _ in hasFailed.add() }
        _ = store(ledger, areStored: false)
        #expect(hasFailed.count == 1)
        #expect(ledger.take(quota(1), Self.reader, now: Self.now, on: loop).isTaken)
        #expect(store(ledger) == [record(1)])
        #expect(!ledger.take(quota(1), Self.reader, now: Self.now, on: loop).isTaken)
    }

    @Test func aPeriodEndsForEverybodyAtTheSameInstant() {
        let ledger = QuotaLedger([record(2)], now: Self.now)
        #expect(!ledger.take(quota(2), Self.reader, now: Self.day.end - 1, on: loop).isTaken)
        let outcome = ledger.take(quota(2), Self.reader, now: Self.day.end, on: loop)
        #expect(outcome.isTaken && outcome.remaining == 1 && outcome.period.start == Self.day.end)
        // A clock that goes back gives nothing a second time.
        #expect(ledger.take(quota(2), Self.reader, now: Self.day.end - 1, on: loop).isTaken)
        #expect(!ledger.take(quota(2), Self.reader, now: Self.day.end - 1, on: loop).isTaken)
        let next = CalendarPeriod(of: .day, at: Self.day.end)
        #expect(store(ledger) == [record(2, period: next)])
        #expect(QuotaLedger([record(2)], now: Self.day.end).callerCount == 0)
    }

    /// What was asked of the store for yesterday has nothing to do with today.
    @Test func aChangeOfThePeriodBeforeIsNotTakenForThisOne() throws {
        let ledger = QuotaLedger([], now: Self.now)
        let isDone = Tally()
        let stored = try #require(ledger.take(quota(2), Self.reader, now: Self.now, on: loop).stored)
        stored.whenSuccess { isDone.add() }
        let changes = ledger.takeChanges(atMost: 10)
        let outcome = ledger.take(quota(2), Self.reader, now: Self.day.end, on: loop)
        #expect(isDone.count == 1)
        let isSecondDone = Tally()
        outcome.stored?.whenSuccess { isSecondDone.add() }
        ledger.settle(changes, areStored: true)
        #expect(isSecondDone.count == 0)
        #expect(store(ledger) == [record(1, period: CalendarPeriod(of: .day, at: Self.day.end))])
        #expect(isSecondDone.count == 1)
    }

    @Test func whatIsGivenBackCanBeTakenAgain() {
        let ledger = QuotaLedger([], now: Self.now)
        #expect(ledger.take(quota(1), Self.reader, now: Self.now, on: loop).isTaken)
        ledger.giveBack(quota(1), Self.reader)
        #expect(ledger.take(quota(1), Self.reader, now: Self.now, on: loop).isTaken)
        #expect(!ledger.take(quota(1), Self.reader, now: Self.now, on: loop).isTaken)
        #expect(store(ledger) == [record(1)])
    }

    /// However many addresses somebody has, the memory is bounded, and the rest of them share one count.
    @Test func whoeverDoesNotFitSharesACountWithTheOthers() {
        let ledger = QuotaLedger([], capacity: 2, now: Self.now)
        func take(_ caller: String) -> Bool {
            ledger.take(quota(2), QuotaCaller(by: "address", value: caller), now: Self.now, on: loop).isTaken
        }
        #expect([take("a"), take("b"), take("c"), take("d"), take("e")] == [true, true, true, true, false])
        #expect(take("a") && !take("a"))
        // Who is known by a name has a place of their own all the same.
        let others = (0..<3)
            .filter { _ in
                ledger.take(quota(2), Self.reader, now: Self.now, on: loop).isTaken
            }
        #expect(others.count == 2)
        #expect(store(ledger).map(\.by).sorted() == ["address", "address", "client", "others"])
        ledger.release(now: Self.day.end)
        #expect(ledger.callerCount == 0)
    }

    @Test func longNamesAreStoredAsTheirDigest() {
        let long = QuotaCaller(by: "claim", value: String(repeating: "x", count: 257))
        #expect(long.value.hasPrefix("sha256:") && long.value.utf8.count == 71)
        #expect(QuotaCaller(by: "claim", value: long.value).key(of: "q") == long.key(of: "q"))
        let short = QuotaCaller(by: "claim", value: "a")
        #expect(QuotaCaller(by: "claim", value: "ab").key(of: "q") != short.key(of: "qb"))
    }

    /// A crash at any point leaves at least as much in the store as was granted, and at most a lease more.
    @Test func aCrashNeverGrantsASecondTime() {
        var generator = SeededGenerator(seed: 7)
        let limit = quota(200)
        for _ in 0..<200 {
            var stored: Int64 = 0
            var granted: Int64 = 0
            for _ in 0..<6 {
                // The process starts, works for a while and is killed.
                let ledger = QuotaLedger(stored > 0 ? [record(stored)] : [], now: Self.now)
                let goneAhead = Tally()
                var unsettled: [QuotaChange] = []
                let before = granted
                for _ in 0..<Int.random(in: 0..<80, using: &generator) {
                    switch Int.random(in: 0..<10, using: &generator) {
                    case 0...5:
                        let outcome = ledger.take(limit, Self.reader, now: Self.now, on: loop)
                        guard outcome.isTaken else { continue }
                        if let future = outcome.stored {
                            future.whenSuccess { goneAhead.add() }
                        } else {
                            goneAhead.add()
                        }
                    case 6: ledger.release(now: Self.now)
                    default:
                        let changes = ledger.takeChanges(atMost: 10)
                        // Killed after the store has it, and before anybody was told.
                        if let last = changes.last { stored = last.record.used }
                        if Int.random(in: 0..<8, using: &generator) > 0 {
                            ledger.settle(changes, areStored: true)
                        } else {
                            unsettled += changes
                        }
                    }
                }
                granted = before + Int64(goneAhead.count)
                #expect(granted <= stored && stored <= 200)
                ledger.settle(unsettled + ledger.takeChanges(atMost: 10), areStored: false)
            }
        }
    }
}

/// Counts what happens in callbacks.
private final class Tally: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .relaxed) }

    func add() {
        value.add(1, ordering: .relaxed)
    }
}
