import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Signing keys")
struct SigningKeyLifecycleTests {
    private func lifecycle(_ store: any KeyStore, _ algorithm: SigningAlgorithm = .es256) -> SigningKeyLifecycle {
        SigningKeyLifecycle(store: store, algorithm: algorithm, accessTokenSeconds: 3600)
    }

    private func states(_ store: any KeyStore) async throws -> [KeyState: [String]] {
        Dictionary(grouping: try await store.keys(), by: \.state).mapValues { $0.map(\.keyID) }
    }

    private func published(_ snapshot: KeyRing.Snapshot) -> Set<String> {
        Set(snapshot.published.keys.map(\.keyID))
    }

    @Test func theFirstStartMakesACurrentAndANextKey() async throws {
        let store = MemoryStore()
        let snapshot = try await lifecycle(store).prepare(now: 1_000)
        let states = try await states(store)
        #expect(states[.current] == [snapshot.current.keyID])
        #expect(states[.next]?.count == 1)
        #expect(states[.previous] == nil)
        #expect(published(snapshot).count == 2)
    }

    @Test func aSecondStartChangesNothing() async throws {
        let store = MemoryStore()
        let first = try await lifecycle(store).prepare(now: 1_000)
        let second = try await lifecycle(store).prepare(now: 2_000)
        #expect(first.current.keyID == second.current.keyID)
        #expect(published(first) == published(second))
        #expect(try await store.auditEvents(before: nil, limit: 10).count == 3)
    }

    @Test func theKeyIDIsTheThumbprint() async throws {
        let store = MemoryStore()
        let snapshot = try await lifecycle(store).prepare(now: 1_000)
        #expect(snapshot.current.keyID == snapshot.current.verificationKey.jwk.thumbprint)
    }

    @Test func aRotationLetsThePublishedNextKeySign() async throws {
        let store = MemoryStore()
        let before = try await lifecycle(store).prepare(now: 1_000)
        let next = try #require(try await states(store)[.next]?.first)
        guard case .rotated(let keys, let after) = try await lifecycle(store).rotate(now: 2_000, actor: "cli") else {
            Issue.record("not rotated")
            return
        }
        #expect(published(before).contains(next))
        #expect(after.current.keyID == next)
        #expect(published(after).contains(before.current.keyID))
        #expect(published(after).count == 3)
        let previous = try #require(keys.first { $0.state == .previous })
        #expect(previous.keyID == before.current.keyID)
        #expect(previous.retiredAt == 2_000)
        #expect(keys.first { $0.state == .current }?.activatedAt == 2_000)
    }

    @Test func aKeySignsNoSoonerThanEverybodyHasSeenIt() async throws {
        let store = MemoryStore()
        _ = try await lifecycle(store).prepare(now: 1_000)
        // The first keys of all were published together.
        guard case .rotated = try await lifecycle(store).rotate(now: 1_000, actor: "cli") else {
            Issue.record("not rotated")
            return
        }
        for (now, wait) in [(Int64(900), Int64(400)), (1_000, 300), (1_299, 1)] {
            guard case .tooEarly(wait) = try await lifecycle(store).rotate(now: now, actor: "cli") else {
                Issue.record("rotated at \(now)")
                continue
            }
        }
        guard case .rotated = try await lifecycle(store).rotate(now: 1_300, actor: "cli") else {
            Issue.record("not rotated in time")
            return
        }
        guard case .rotated = try await lifecycle(store).rotate(now: 1_301, actor: "cli", haste: .urgent) else {
            Issue.record("not rotated though urgent")
            return
        }
    }

    @Test func aRotationIsAuditedWithItsActor() async throws {
        let store = MemoryStore()
        let before = try await lifecycle(store).prepare(now: 1_000)
        let next = try #require(try await states(store)[.next]?.first)
        _ = try await lifecycle(store).rotate(now: 2_000, actor: "alice")
        let fresh = try #require(try await states(store)[.next]?.first)
        let events = try await store.auditEvents(before: nil, limit: 3).map(\.event)
        #expect(events.allSatisfy { $0.actor == "alice" && $0.at == 2_000 })
        let kinds = events.map(\.kind)
        #expect(kinds.contains(.keyActivated(key: next)))
        #expect(kinds.contains(.keyRetired(key: before.current.keyID)))
        #expect(kinds.contains(.keyGenerated(key: fresh, algorithm: .es256)))
    }

    @Test func aPreviousKeyIsKeptUntilItsLastTokenHasExpired() async throws {
        let store = MemoryStore()
        let old = try await lifecycle(store).prepare(now: 1_000).current.keyID
        _ = try await lifecycle(store).rotate(now: 2_000, actor: "cli")
        #expect(try await lifecycle(store).purge(now: 2_000 + 3_660) == nil)
        let snapshot = try #require(try await lifecycle(store).purge(now: 2_000 + 3_661))
        #expect(!published(snapshot).contains(old))
        #expect(try await states(store)[.previous] == nil)
    }

    @Test func anotherAlgorithmMakesTheOldKeyPrevious() async throws {
        let store = MemoryStore()
        let old = try await lifecycle(store).prepare(now: 1_000).current.keyID
        let snapshot = try await lifecycle(store, .edDSA).prepare(now: 2_000)
        #expect(snapshot.current.algorithm == .edDSA)
        #expect(published(snapshot).contains(old))
        let keys = try await store.keys()
        #expect(keys.filter { $0.state == .next }.map(\.algorithm) == [.edDSA])
        #expect(keys.filter { $0.state == .previous }.map(\.keyID) == [old])
        #expect(keys.filter { $0.state == .previous }.map(\.retiredAt) == [2_000])
    }

    @Test func aMissingNextKeyIsReplaced() async throws {
        let key = try TestKeys.signingKey(.es256)
        let store = MemoryStore(keys: [StoredKey(key, state: .current, now: 500)])
        let snapshot = try await lifecycle(store).prepare(now: 1_000)
        #expect(snapshot.current.keyID == key.keyID)
        #expect(try await states(store)[.next]?.count == 1)
    }

    @Test func aMissingCurrentKeyIsReplacedByTheNext() async throws {
        let key = try TestKeys.signingKey(.es256)
        let store = MemoryStore(keys: [StoredKey(key, state: .next, now: 500)])
        let snapshot = try await lifecycle(store).prepare(now: 1_000)
        #expect(snapshot.current.keyID == key.keyID)
    }

    @Test func aKeyThatCannotBeReadIsCorrupt() async throws {
        let store = MemoryStore(keys: [.fixture(id: "a", state: .current), .fixture(id: "b", state: .next)])
        await #expect {
            _ = try await lifecycle(store).prepare(now: 1_000)
        } throws: { error in
            if case .corrupt? = error as? StorageError { true } else { false }
        }
    }

    @Test func aKeyUnderAnothersNameIsCorrupt() async throws {
        let pem = TestKeys.pkcs8PEM(.es256)
        let store = MemoryStore(keys: [
            .fixture(id: "a", state: .current, pkcs8PEM: pem), .fixture(id: "b", state: .next, pkcs8PEM: pem),
        ])
        await #expect {
            _ = try await lifecycle(store).prepare(now: 1_000)
        } throws: { error in
            if case .corrupt? = error as? StorageError { true } else { false }
        }
    }

    @Test func whoStartsSecondTakesTheKeysOfTheFirst() async throws {
        let store = MemoryStore()
        let racing = RacingKeyStore(store) { _ = try await lifecycle(store).prepare(now: 1_000) }
        let snapshot = try await lifecycle(racing).prepare(now: 1_000)
        #expect(try await states(store)[.current] == [snapshot.current.keyID])
        #expect(try await store.keys().count == 2)
    }

    @Test func whoRotatesSecondIsToldAndDoesNotRotateAgain() async throws {
        let store = MemoryStore()
        _ = try await lifecycle(store).prepare(now: 1_000)
        let next = try #require(try await states(store)[.next]?.first)
        let racing = RacingKeyStore(store) { _ = try await lifecycle(store).rotate(now: 2_000, actor: "other") }
        guard case .raced(let keys, let snapshot) = try await lifecycle(racing).rotate(now: 2_000, actor: "cli") else {
            Issue.record("rotated twice")
            return
        }
        #expect(snapshot.current.keyID == next)
        #expect(keys.filter { $0.state == .previous }.count == 1)
    }

    @Test func aRotationThatRacesWithAPurgeIsTriedAgain() async throws {
        let store = MemoryStore()
        _ = try await lifecycle(store).prepare(now: 1_000)
        _ = try await lifecycle(store).rotate(now: 2_000, actor: "cli")
        let racing = RacingKeyStore(store) { _ = try await lifecycle(store).purge(now: 9_000) }
        guard case .rotated(let keys, _) = try await lifecycle(racing).rotate(now: 9_000, actor: "cli") else {
            Issue.record("not rotated")
            return
        }
        #expect(keys.filter { $0.state == .previous }.count == 1)
        #expect(keys.count == 3)
    }

    @Test func manyStartsAtOnceAgreeOnOneKey() async throws {
        let store = MemoryStore()
        let signing = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<16 {
                group.addTask { try await lifecycle(store).prepare(now: 1_000).current.keyID }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(signing.count == 1)
    }
}
