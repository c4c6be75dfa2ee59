import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let keys = [
        StoreContract("installed keys are read back in the order of their making") { subject async throws in
            let keys: [StoredKey] = [
                .fixture(id: "c", state: .next, pkcs8PEM: "-----BEGIN\nnext", createdAt: 3_000),
                .fixture(id: "b", state: .current, createdAt: 2_000, activatedAt: 2_500),
                .fixture(id: "d", state: .previous, createdAt: 1_000, activatedAt: 1_100, retiredAt: 2_500),
                .fixture(id: "a", algorithm: .rs256, state: .current, createdAt: 2_000, activatedAt: 2_000),
            ]
            #expect(
                try await subject.store.install(
                    keys,
                    replacing: [],
                    audit: [.fixture("one"), .fixture("two")]
                ) == .installed
            )
            #expect(try await subject.store.keys() == [keys[2], keys[3], keys[1], keys[0]])
            #expect(try await subject.store.marks() == ["one", "two"])
        },
        StoreContract("there are no keys at first") { subject async throws in
            #expect(try await subject.store.keys() == [])
        },
        StoreContract("keys that replace others than are stored change nothing") { subject async throws in
            let current = StoredKey.fixture(id: "a", state: .current)
            let next = StoredKey.fixture(id: "b", state: .next)
            _ = try await subject.store.install([current, next], replacing: [], audit: [.fixture("first")])
            let rivals: [[StoredKey]] = [
                [],
                [current],
                [current, next, .fixture(id: "c", state: .previous)],
                [current, .fixture(id: "b", state: .previous)],
                [current, .fixture(id: "c", state: .next)],
            ]
            for known in rivals {
                let outcome = try await subject.store.install(
                    [.fixture(id: "z")],
                    replacing: known,
                    audit: [.fixture("raced")]
                )
                #expect(outcome == .raced)
            }
            #expect(try await subject.store.keys() == [current, next])
            #expect(try await subject.store.marks() == ["first"])
            let outcome = try await subject.store.install(
                [next],
                replacing: [next, current],
                audit: [.fixture("last")]
            )
            #expect(outcome == .installed)
            #expect(try await subject.store.keys() == [next])
        },
        StoreContract("of fifty concurrent rotations exactly one wins") { subject async throws in
            let known: [StoredKey] = [.fixture(id: "a", state: .current), .fixture(id: "b", state: .next)]
            _ = try await subject.store.install(known, replacing: [], audit: [])
            let outcomes = try await fiftyAtOnce { number in
                try await subject.store.install(
                    [
                        .fixture(id: "a", state: .previous), .fixture(id: "b", state: .current),
                        .fixture(id: "new \(number)", state: .next, createdAt: 2_000),
                    ],
                    replacing: known,
                    audit: [.fixture("new \(number)")]
                )
            }
            #expect(outcomes.count { $0 == .installed } == 1)
            let keys = try await subject.store.keys()
            #expect(keys.map(\.state) == [.previous, .current, .next])
            #expect(try await subject.store.marks() == [keys[2].keyID])
        },
        StoreContract("a second key in one role of one algorithm is refused and nothing replaced") {
            subject async throws in
            let current = StoredKey.fixture(id: "a", state: .current)
            _ = try await subject.store.install([current], replacing: [], audit: [.fixture("first")])
            for state in [KeyState.current, .next] {
                await #expect(throws: StorageError.conflict) {
                    _ = try await subject.store.install(
                        [.fixture(id: "x", state: state), .fixture(id: "y", state: state)],
                        replacing: [current],
                        audit: [.fixture("second")]
                    )
                }
            }
            #expect(try await subject.store.keys() == [current])
            #expect(try await subject.store.marks() == ["first"])
        },
    ]
}
