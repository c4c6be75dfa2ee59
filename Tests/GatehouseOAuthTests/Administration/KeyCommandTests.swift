import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Synchronization
import Testing

@Suite("Keys as an administrator")
struct KeyCommandTests {
    @Test func keysAreListedWithStateAndAge() async throws {
        let server = try await TestServer()
        guard case .keys(let keys) = try await server.perform(.listKeys) else {
            Issue.record("no keys")
            return
        }
        #expect(keys.map(\.state) == [.current, .next])
        #expect(keys.map(\.age) == [10, 10])
        #expect(keys.first?.keyID == server.keys.snapshot.current.keyID)
    }

    @Test func aRotationIsInForceAtOnce() async throws {
        let server = try await TestServer()
        let old = try await server.accessToken()
        guard case .rotated(let keys) = try await server.perform(.rotateKeys()) else {
            Issue.record("not rotated")
            return
        }
        #expect(keys.map(\.state) == [.current, .next, .previous])
        let new = try server.verified(try await server.accessToken())
        #expect(new.keyID == keys.first?.keyID)
        #expect(try server.verified(old).keyID == keys.last?.keyID)
    }

    @Test func aKeyThatWasJustAnnouncedWaitsUnlessItIsUrgent() async throws {
        let server = try await TestServer()
        _ = try await server.perform(.rotateKeys())
        let announced = server.keys.snapshot
        guard case .refused(let refusal) = try await server.perform(.rotateKeys(), now: TestServer.now + 40) else {
            Issue.record("rotated")
            return
        }
        #expect(refusal.code == .keyTooYoung)
        #expect(refusal.suggestion?.contains("in 260 seconds") == true)
        #expect(server.keys.snapshot.current.keyID == announced.current.keyID)
        guard case .rotated = try await server.perform(.rotateKeys(haste: .urgent), now: TestServer.now + 40) else {
            Issue.record("not rotated")
            return
        }
        #expect(server.keys.snapshot.current.keyID != announced.current.keyID)
    }

    @Test func theGateLearnsTheKeysBeforeTheyAreUsed() async throws {
        let server = try await TestServer()
        let before = server.keys.snapshot.current.keyID
        let witness = KeyWitness(server.keys)
        let administration = Administration(
            configuration: server.server.configuration,
            clients: server.store,
            people: server.people,
            revocations: server.store,
            lifecycle: server.lifecycle,
            keys: server.keys,
            catalog: server.catalog,
            publishing: server.live,
            keyPublishing: witness,
            directory: server.store
        )
        _ = try await administration.perform(.rotateKeys(), actor: "cli", now: TestServer.now)
        #expect(witness.seen == [before])
        #expect(server.keys.snapshot.current.keyID != before)
    }
}

/// Notes which key signed at the moment when it was told about new ones.
private final class KeyWitness: KeyPublishing {
    private let ring: KeyRing
    private let state = Mutex<[String]>([])

    init(_ ring: KeyRing) {
        self.ring = ring
    }

    var seen: [String] { state.withLock { $0 } }

    func publish(_ keys: KeyRing.Snapshot) {
        state.withLock { $0.append(ring.snapshot.current.keyID) }
    }
}
