import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Rotation of signing keys")
struct KeyRotationTests {
    private let store = MemoryStore()

    private var lifecycle: SigningKeyLifecycle {
        SigningKeyLifecycle(store: store, algorithm: .es256, others: [.edDSA, .es256], accessTokenSeconds: 3600)
    }

    private func keyIDs(_ state: KeyState, _ algorithm: SigningAlgorithm? = nil) async throws -> [String] {
        try await store.keys().filter { $0.state == state && $0.algorithm == algorithm ?? $0.algorithm }.map(\.keyID)
    }

    @Test func everyAlgorithmHasAKeyThatSignsAndOneThatWill() async throws {
        let snapshot = try await lifecycle.prepare(now: 1_000)
        #expect(snapshot.current.algorithm == .es256)
        #expect(snapshot.current(for: .es256)?.keyID == snapshot.current.keyID)
        #expect(snapshot.current(for: .edDSA)?.algorithm == .edDSA)
        #expect(snapshot.current(for: .rs256) == nil)
        #expect(snapshot.published.keys.count == 4)
    }

    @Test func aRotationMovesEveryAlgorithm() async throws {
        let before = try await lifecycle.prepare(now: 1_000)
        let next = Set(try await keyIDs(.next))
        guard case .rotated(_, let after) = try await lifecycle.rotate(now: 2_000, actor: "cli") else {
            Issue.record("not rotated")
            return
        }
        #expect(Set([after.current.keyID] + after.others.map(\.keyID)) == next)
        #expect(Set(try await keyIDs(.previous)) == Set([before.current.keyID] + before.others.map(\.keyID)))
        #expect(try await keyIDs(.next).count == 2)
    }

    @Test func onlyKeysThatHaveSignedLongEnoughRotateByThemselves() async throws {
        _ = try await lifecycle.prepare(now: 1_000)
        #expect(try await lifecycle.rotateOverdue(after: 10_000, now: 10_999) == nil)
        let snapshot = try #require(try await lifecycle.rotateOverdue(after: 10_000, now: 11_000))
        #expect(snapshot.published.keys.count == 6)
        #expect(try await lifecycle.rotateOverdue(after: 10_000, now: 11_001) == nil)
    }

    @Test func anOverdueKeyWaitsForItsSuccessorToBeKnown() async throws {
        _ = try await lifecycle.prepare(now: 1_000)
        _ = try await lifecycle.rotate(now: 2_000, actor: "cli")
        #expect(try await lifecycle.rotateOverdue(after: 10, now: 2_299) == nil)
        #expect(try await lifecycle.rotateOverdue(after: 10, now: 2_300) != nil)
    }

    @Test func aClockFarBackRotatesNothing() async throws {
        _ = try await lifecycle.prepare(now: 1_000)
        #expect(try await lifecycle.rotateOverdue(after: 10, now: .min) == nil)
    }

    @Test func compromisedKeysAreTrustedNoMore() async throws {
        let before = try await lifecycle.prepare(now: 1_000)
        _ = try await lifecycle.rotate(now: 2_000, actor: "cli")
        let known = Set(try await store.keys().map(\.keyID))
        guard
            case .rotated(let keys, let after) = try await lifecycle.rotate(
                now: 2_001,
                actor: "cli",
                haste: .compromised
            )
        else {
            Issue.record("not rotated")
            return
        }
        #expect(known.isDisjoint(with: keys.map(\.keyID)))
        #expect(after.published.keys.count == 4)
        #expect(after.current.algorithm == before.current.algorithm)
        let removed = try await store.auditEvents(before: nil, limit: 100).map(\.event.kind)
        #expect(known.allSatisfy { removed.contains(.keyRemoved(key: $0)) })
    }
}
