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
        await cache.value(for: key, now: now) { [source] in source.next() }
    }

    private func newer(_ cache: FetchCache<Int>, now: Int64) async -> Int? {
        await cache.newerValue(for: "a", now: now) { [source] in source.next() }
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

    @Test func onlySoManyFetchesRunAtOnce() async {
        let cache = FetchCache<Int>(lifetime: 300, maximumRunning: 1)
        let gate = Gate()
        let began = Gate()
        async let first = cache.value(for: "slow", now: 1_000) {
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
        async let first = cache.value(for: "a", now: 1_000) {
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
