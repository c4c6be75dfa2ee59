import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Logging
import Synchronization
import Testing

@testable import Gatehouse

struct UpkeepTests {
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

    @Test func aKeyThatHasSignedForSoManyDaysMakesRoom() async throws {
        let first = try await lifecycle.prepare(now: 0)
        let upkeep = upkeep(rotationDays: 90)
        await upkeep.purge(after: wall.pass(90 * 86_400 - 1))
        #expect(published.keyID == nil)
        await upkeep.purge(after: wall.pass(1))
        #expect(published.keyID != nil)
        #expect(published.keyID != first.current.keyID)
        #expect(published.count == 3)
    }

    @Test func zeroDaysIsNever() async throws {
        _ = try await lifecycle.prepare(now: 0)
        await upkeep(rotationDays: 0).purge(after: wall.pass(1_000_000_000))
        #expect(published.keyID == nil)
    }

    @Test func aWallClockThatJumpsAheadRotatesNothing() async throws {
        _ = try await lifecycle.prepare(now: 0)
        let upkeep = upkeep(rotationDays: 1)
        wall.jump(to: 1_000_000_000)
        await upkeep.purge(after: wall.pass(60))
        #expect(published.keyID == nil)
    }

    @Test func sessionsGrantsDevicesAndRequestsThatAreOverAreForgotten() async throws {
        let facts = AuditEvent(at: 0, actor: "test", kind: .account(.signedIn, AccountFacts()))
        let store = MemoryStore(clients: [.fixture()], users: [.fixture("alice")])
        try await store.begin(.fixture(expiresAt: 100), digest: SecretDigest.of("cookie"), ending: nil, audit: facts)
        _ = try await store.record(
            .fixture(expiresAt: 100),
            code: nil,
            consent: nil,
            limit: 9,
            revocation: { .grant($0.id, now: 0, lifetime: 1) },
            audit: []
        )
        let upkeep = Upkeep(
            lifecycle: lifecycle,
            rotationDays: 0,
            store: store,
            hub: RevocationHub([]),
            publishing: published,
            clock: { [wall] in wall.now },
            logger: .silent
        )
        await upkeep.purge(after: wall.pass(100))
        #expect(try await store.sessions(of: .fixture(1), at: 0).count == 1)
        #expect(try await store.grant("grant") != nil)
        await upkeep.purge(after: wall.pass(100_000))
        #expect(try await store.sessions(of: .fixture(1), at: 0).isEmpty)
        #expect(try await store.grant("grant") == nil)
    }

    @Test func aStoreThatFailsIsTriedAgainLater() async throws {
        _ = try await lifecycle.prepare(now: 0)
        store.fail(with: .unavailable("locked"))
        await upkeep(RevocationHub([])).purge(after: wall.pass(1))
        store.fail(with: nil)
        #expect(try await store.keys().count == 2)
    }

    private func upkeep(_ hub: RevocationHub = RevocationHub([]), rotationDays: Int64 = 0) -> Upkeep {
        Upkeep(
            lifecycle: lifecycle,
            rotationDays: rotationDays,
            store: store,
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

/// Remembers the keys that were put in force last.
private final class PublishedKeys: KeyPublishing {
    private let latest = Mutex<KeyRing.Snapshot?>(nil)

    /// How many are published.
    var count: Int? { latest.withLock { $0?.published.keys.count } }
    /// Which one signs.
    var keyID: String? { latest.withLock { $0?.current.keyID } }

    func publish(_ keys: KeyRing.Snapshot) {
        latest.withLock { $0 = keys }
    }
}
