import Synchronization
import Testing

@testable import GatehouseOAuth

@Suite("What other servers answered is remembered")
struct FetchCacheTests {
    /// Answers 1, 2, 3 …, or nothing.
    private final class Source: Sendable {
        private let state = Mutex((count: 0, fails: false))

        var count: Int { state.withLock { $0.count } }

        func fail(_ fails: Bool) { state.withLock { $0.fails = fails } }

        func next() -> Int? {
            state.withLock { state in
                state.count += 1
                return state.fails ? nil : state.count
            }
        }
    }

    /// Fetches that wait until they are let go.
    private final class Gate: Sendable {
        private let stream: AsyncStream<Void>
        private let opening: AsyncStream<Void>.Continuation

        init() { (stream, opening) = AsyncStream<Void>.makeStream() }

        func open() { opening.finish() }

        func pass() async {
            for await _ in stream {}
        }
    }

    private let source = Source()

    private func value(_ cache: FetchCache<Int>, _ key: String = "a", now: Int64) async -> Int? {
        await cache.value(of: FetchSource(key: key, host: key), now: now) { [source] in source.next() }
    }

    private func newer(_ cache: FetchCache<Int>, now: Int64) async -> Int? {
        await cache.newerValue(of: FetchSource(key: "a", host: "a"), now: now) { [source] in source.next() }
    }

    @Test func anAnswerHoldsForItsLifetime() async {
        let cache = FetchCache<Int>(lifetime: 300)
        #expect(await value(cache, now: 1_000) == 1)
        #expect(await value(cache, now: 1_299) == 1)
        #expect(await value(cache, now: 1_300) == 2)
        // A clock that was set back makes nothing hold longer.
        #expect(await value(cache, now: 500) == 3)
    }

    @Test func aFailureHoldsForThePause() async {
        let cache = FetchCache<Int>(lifetime: 300)
        source.fail(true)
        #expect(await value(cache, now: 1_000) == nil)
        source.fail(false)
        #expect(await value(cache, now: 1_059) == nil)
        #expect(await value(cache, now: 1_060) == 2)
    }

    @Test func somethingNewerIsFetchedAfterThePause() async {
        let cache = FetchCache<Int>(lifetime: 300)
        #expect(await value(cache, now: 1_000) == 1)
        #expect(await newer(cache, now: 1_059) == nil)
        #expect(await newer(cache, now: 1_060) == 2)
        #expect(await newer(cache, now: 1_061) == nil)
        #expect(await value(cache, now: 1_062) == 2)
    }

    @Test func keysAreApart() async {
        let cache = FetchCache<Int>(lifetime: 300)
        #expect(await value(cache, "a", now: 1_000) == 1)
        #expect(await value(cache, "b", now: 1_000) == 2)
        #expect(await value(cache, "a", now: 1_000) == 1)
    }

    @Test func moreKeysThanThereIsRoomForAreForgotten() async {
        let cache = FetchCache<Int>(lifetime: 300, capacity: 3)
        for key in ["a", "b", "c", "d"] { _ = await value(cache, key, now: 1_000) }
        #expect(await value(cache, "d", now: 1_000) == 4)
        #expect(await value(cache, "a", now: 1_000) == 5)
    }

    @Test func failuresAreForgottenBeforeAnswers() async {
        let cache = FetchCache<Int>(lifetime: 300, capacity: 3)
        #expect(await value(cache, "good", now: 1_000) == 1)
        source.fail(true)
        for number in 0..<100 { #expect(await value(cache, "bogus\(number)", now: 1_000) == nil) }
        #expect(await value(cache, "good", now: 1_001) == 1)
        #expect(source.count == 101)
    }

    @Test func theOldestAnswerIsForgottenFirst() async {
        let cache = FetchCache<Int>(lifetime: 300, capacity: 3)
        for key in ["a", "b", "c", "d"] { _ = await value(cache, key, now: 1_000) }
        #expect(await value(cache, "b", now: 1_000) == 2)
        #expect(await value(cache, "c", now: 1_000) == 3)
        #expect(source.count == 4)
    }

    @Test func aSlowHostDoesNotHoldUpOthers() async {
        let cache = FetchCache<Int>(lifetime: 300, maximumRunningPerHost: 1)
        let gate = Gate()
        let began = Gate()
        async let first = cache.value(of: FetchSource(key: "first", host: "slow"), now: 1_000) {
            began.open()
            await gate.pass()
            return 7
        }
        await began.pass()
        let second = FetchSource(key: "second", host: "slow")
        #expect(await cache.value(of: second, now: 1_000) { 8 } == nil)
        #expect(await cache.value(of: FetchSource(key: "third", host: "fast"), now: 1_000) { 9 } == 9)
        gate.open()
        #expect(await first == 7)
        #expect(await cache.value(of: second, now: 1_000) { 10 } == 10)
    }

    @Test func onlyWhatIsFetchedAsksForLeave() async throws {
        let cache = FetchCache<Int>(lifetime: 300)
        let known = FetchSource(key: "a", host: "a")
        let refusal = OAuthError(.temporarilyUnavailable, "too many")
        #expect(await value(cache, now: 1_000) == 1)
        let refuse = { () throws(OAuthError) in throw refusal }
        let answer = try await cache.value(of: known, now: 1_001, admitting: refuse) { 2 }
        #expect(answer == 1)
        await #expect(throws: refusal) {
            try await cache.value(of: FetchSource(key: "b", host: "b"), now: 1_001, admitting: refuse) { 2 }
        }
        // What was refused is no failure of the host's.
        #expect(await value(cache, "b", now: 1_001) == 2)
    }

    @Test func onlySoManyFetchesRunAtOnce() async {
        let cache = FetchCache<Int>(lifetime: 300, maximumRunning: 1)
        let gate = Gate()
        let began = Gate()
        async let first = cache.value(of: FetchSource(key: "slow", host: "slow"), now: 1_000) {
            began.open()
            await gate.pass()
            return 7
        }
        await began.pass()
        #expect(await value(cache, now: 1_000) == nil)
        #expect(source.count == 0)
        gate.open()
        #expect(await first == 7)
        #expect(await value(cache, now: 1_000) == 1)
    }

    @Test func whoeverWantsWhatIsBeingFetchedGetsIt() async {
        let cache = FetchCache<Int>(lifetime: 300)
        let gate = Gate()
        let began = Gate()
        async let first = cache.value(of: FetchSource(key: "a", host: "a"), now: 1_000) {
            began.open()
            await gate.pass()
            return 7
        }
        await began.pass()
        async let second = value(cache, now: 1_000)
        gate.open()
        #expect(await [first, second] == [7, 7])
        #expect(source.count == 0)
    }
}
