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

    init() {
        lifecycle = SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 3_600)
    }

    @Test func aRetiredKeyGoesWhenItsLastTokenHasExpired() async throws {
        _ = try await lifecycle.prepare(now: 0)
        _ = try await lifecycle.rotate(now: 100, actor: "test")
        await upkeep(RevocationHub([])).purge(now: 100 + 3_600)
        #expect(published.count == nil)
        await upkeep(RevocationHub([])).purge(now: 100 + 3_600 + 61)
        #expect(published.count == 2)
        #expect(try await store.keys().map(\.state).contains(.previous) == false)
    }

    @Test func expiredRevocationsAreForgottenInMemoryAndInTheStore() async throws {
        let record = RevocationRecord.token("a.b", now: 0, expiresAt: 50)
        let audit = AuditEvent(at: 0, actor: "test", kind: .tokenRevoked(token: "a.b", client: nil))
        let standing = try await store.record(record, client: nil, audit: audit)
        let hub = RevocationHub([standing])
        await upkeep(hub).purge(now: 51)
        #expect(hub.count == 0)
        #expect(try await store.revocation(of: record.key) == nil)
    }

    @Test func aStoreThatFailsIsTriedAgainLater() async throws {
        _ = try await lifecycle.prepare(now: 0)
        store.fail(with: .unavailable("locked"))
        await upkeep(RevocationHub([])).purge(now: 1)
        store.fail(with: nil)
        #expect(try await store.keys().count == 2)
    }

    private func upkeep(_ hub: RevocationHub) -> KeyUpkeep {
        KeyUpkeep(
            lifecycle: lifecycle,
            revocations: store,
            hub: hub,
            publishing: published,
            clock: { 0 },
            logger: .silent
        )
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
