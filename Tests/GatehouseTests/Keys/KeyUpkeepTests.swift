import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Logging
import Synchronization
import Testing

@testable import Gatehouse

struct KeyUpkeepTests {
    private let store = MemoryStore()
    private let lifecycle: SigningKeyLifecycle
    private let published = PublishedKeys()
    private let wall = WallClock()

    init() {
        lifecycle = SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 3_600)
    }

    @Test func aRetiredKeyGoesWhenItsLastTokenHasExpired() async throws {
        _ = try await lifecycle.prepare(now: 0)
        _ = try await lifecycle.rotate(now: 100, actor: "test")
        let upkeep = upkeep(RevocationHub([]))
        await upkeep.purge(after: wall.pass(100 + 3_600))
        #expect(published.count == nil)
        await upkeep.purge(after: wall.pass(61))
        #expect(published.count == 2)
        #expect(try await store.keys().map(\.state).contains(.previous) == false)
    }

    @Test func expiredRevocationsAreForgottenInMemoryAndInTheStore() async throws {
        let record = RevocationRecord.token("a.b", now: 0, expiresAt: 50)
        let audit = AuditEvent(at: 0, actor: "test", kind: .tokenRevoked(token: "a.b", client: nil))
        let standing = try await store.record(record, client: nil, audit: audit)
        let hub = RevocationHub([standing])
        let upkeep = upkeep(hub)
        await upkeep.purge(after: wall.pass(51))
        #expect(hub.entries.count == 0)
        #expect(try await store.revocation(of: record.key) == nil)
    }

    @Test func aWallClockThatJumpsAheadLosesNothing() async throws {
        _ = try await lifecycle.prepare(now: 0)
        _ = try await lifecycle.rotate(now: 0, actor: "test")
        let record = RevocationRecord.subject("alice", now: 0, lifetime: 3_600)
        let audit = AuditEvent(at: 0, actor: "test", kind: .subjectTokensRevoked(subject: "alice"))
        let hub = RevocationHub([try await store.record(record, client: nil, audit: audit)])
        let upkeep = upkeep(hub)
        wall.jump(to: 100_000)
        await upkeep.purge(after: wall.pass(60))
        wall.jump(to: -100_000)
        await upkeep.purge(after: wall.pass(60))
        #expect(hub.entries.count == 1)
        #expect(try await store.revocation(of: record.key) == record)
        #expect(try await store.keys().contains { $0.state == .previous })
        wall.jump(to: 120)
        await upkeep.purge(after: wall.pass(3_600))
        #expect(hub.entries.count == 0)
        #expect(try await store.revocation(of: record.key) == nil)
        #expect(try await store.keys().contains { $0.state == .previous } == false)
    }

    @Test func aStoreThatFailsIsTriedAgainLater() async throws {
        _ = try await lifecycle.prepare(now: 0)
        store.fail(with: .unavailable("locked"))
        await upkeep(RevocationHub([])).purge(after: wall.pass(1))
        store.fail(with: nil)
        #expect(try await store.keys().count == 2)
    }

    private func upkeep(_ hub: RevocationHub) -> KeyUpkeep {
        KeyUpkeep(
            lifecycle: lifecycle,
            revocations: store,
            hub: hub,
            publishing: published,
            clock: { [wall] in wall.now },
            logger: .silent
        )
    }
}

/// Two clocks that start at zero; the wall clock can be set.
private final class WallClock: Sendable {
    private let state = Mutex((wall: Int64(0), elapsed: Int64(0)))

    var now: Int64 { state.withLock { $0.wall } }

    func jump(to instant: Int64) {
        state.withLock { $0.wall = instant }
    }

    /// Lets seconds pass on both, and answers how many the monotonic one has counted.
    func pass(_ seconds: Int64) -> Duration {
        state.withLock { clocks in
            clocks.wall += seconds
            clocks.elapsed += seconds
            return .seconds(clocks.elapsed)
        }
    }
}

/// Remembers how many keys were put in force last.
private final class PublishedKeys: KeyPublishing {
    private let latest = Mutex<Int?>(nil)

    var count: Int? { latest.withLock { $0 } }

    func publish(_ keys: KeyRing.Snapshot) {
        latest.withLock { $0 = keys.published.keys.count }
    }
}
