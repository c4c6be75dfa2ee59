import GatehouseOAuth
import Testing

extension StoreContract.Subject {
    /// The fixtures, with the refresh token of its fixture.
    fileprivate func beginWithToken(keyThumbprint: String? = nil) async throws {
        try await begin()
        _ = try await store.issue(
            from: "grant",
            refreshToken: .fixture(keyThumbprint: keyThumbprint),
            expiresAt: 5_000,
            at: 1_000,
            audit: []
        )
    }
}

extension StoreContract {
    static let rotations = [
        StoreContract("a rotated token is followed by its successor and moves the grant") { subject async throws in
            try await subject.beginWithToken()
            let grant = Grant.fixture(expiresAt: 5_100, lastUsedAt: 1_100)
            #expect(try await subject.rotate("refresh", to: "second") == .rotated(.fixture(), grant))
            #expect(try await subject.store.grant("grant") == grant)
            #expect(try await subject.store.consent(of: .fixture(1), for: .fixture())?.lastUsedAt == 1_100)
            #expect(try await subject.store.refreshToken(SecretDigest.of("refresh"))?.isLive == false)
            let second = try #require(try await subject.store.refreshToken(SecretDigest.of("second")))
            #expect(second.token == .fixture("second", createdAt: 1_100, expiresAt: 5_100))
            #expect(second.isLive)
        },
        StoreContract("a token is repeated within the grace as long as its successor was not used") {
            subject async throws in
            try await subject.beginWithToken()
            _ = try await subject.rotate("refresh", to: "second", at: 1_100)
            let repeated = try await subject.rotate("refresh", to: "rival", at: 1_130)
            #expect(repeated == .repeated(.fixture(), .fixture(expiresAt: 5_100, lastUsedAt: 1_130)))
            #expect(try await subject.store.refreshToken(SecretDigest.of("rival")) == nil)
            let grant = Grant.fixture(expiresAt: 5_100, lastUsedAt: 1_130)
            #expect(try await subject.rotate("refresh", to: "rival", at: 1_131) == .replayed(grant))
            #expect(try await subject.store.grant("grant") == grant)
        },
        StoreContract("a token whose successor was used is replayed within the grace too") { subject async throws in
            try await subject.beginWithToken()
            _ = try await subject.rotate("refresh", to: "second", at: 1_100)
            _ = try await subject.rotate("second", to: "third", at: 1_101)
            let grant = Grant.fixture(expiresAt: 5_101, lastUsedAt: 1_101)
            #expect(try await subject.rotate("refresh", to: "rival", at: 1_102) == .replayed(grant))
            #expect(try await subject.store.refreshToken(SecretDigest.of("third"))?.isLive == true)
        },
        StoreContract("another client or key neither rotates a token nor learns of it") { subject async throws in
            try await subject.beginWithToken(keyThumbprint: "k")
            #expect(try await subject.rotate("refresh", to: "x", client: .fixture("other"), key: "k") == .unknown)
            for key in [nil, "", "other"] {
                #expect(try await subject.rotate("refresh", to: "x", key: key) == .unknown)
            }
            #expect(try await subject.rotate("nothing", to: "x", key: "k") == .unknown)
            let rotation = try await subject.rotate("refresh", to: "second", key: "k")
            #expect(
                rotation
                    == .rotated(.fixture(keyThumbprint: "k"), .fixture(expiresAt: 5_100, lastUsedAt: 1_100))
            )
            #expect(try await subject.rotate("refresh", to: "x", key: "other") == .unknown)
        },
        StoreContract("a token that is bound to no key is rotated with any") { subject async throws in
            try await subject.beginWithToken()
            let rotation = try await subject.rotate("refresh", to: "second", key: "k")
            #expect(rotation == .rotated(.fixture(), .fixture(expiresAt: 5_100, lastUsedAt: 1_100)))
        },
        StoreContract("expired tokens and those of a grant that was taken back rotate no more") {
            subject async throws in
            try await subject.beginWithToken()
            #expect(try await subject.rotate("refresh", to: "second", at: 5_000) == .expired)
            _ = try await subject.rotate("refresh", to: "second", at: 4_999)
            #expect(try await subject.rotate("refresh", to: "x", at: 5_001) == .expired)
            _ = try await subject.revoke(at: 5_002)
            for token in ["refresh", "second"] {
                #expect(try await subject.rotate(token, to: "x", at: 5_003) == .revoked)
                #expect(try await subject.store.refreshToken(SecretDigest.of(token))?.isLive == false)
            }
        },
        StoreContract("a successor that cannot be stored leaves its predecessor as it was") { subject async throws in
            try await subject.beginWithToken()
            await #expect(throws: StorageError.conflict) { _ = try await subject.rotate("refresh", to: "refresh") }
            #expect(try await subject.store.refreshToken(SecretDigest.of("refresh"))?.isLive == true)
            #expect(try await subject.store.grant("grant")?.lastUsedAt == 1_000)
        },
        StoreContract("of fifty concurrent refreshes one rotates and the others repeat it") { subject async throws in
            try await subject.beginWithToken()
            let outcomes = try await fiftyAtOnce { number in
                try await subject.rotate("refresh", to: "successor \(number)")
            }
            let grant = Grant.fixture(expiresAt: 5_100, lastUsedAt: 1_100)
            #expect(outcomes.count { $0 == .rotated(.fixture(), grant) } == 1)
            #expect(outcomes.count { $0 == .repeated(.fixture(), grant) } == 49)
            var live = 0
            for number in 0..<50 {
                let found = try await subject.store.refreshToken(SecretDigest.of("successor \(number)"))
                live += found?.isLive == true ? 1 : 0
            }
            #expect(live == 1)
        },
    ]
}
