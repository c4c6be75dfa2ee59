import GatehouseOAuth
import Testing

extension StoreContract {
    static let codes = [
        StoreContract("a code is redeemed once and answered as replayed ever after") { subject async throws in
            let code = AuthorizationCode.fixture(
                redirectURI: "https://a.example/cb?x=é",
                nonce: "n",
                keyThumbprint: "k",
                expiresAt: 1_060
            )
            try await subject.begin(code: code)
            let client = ClientID.fixture()
            #expect(
                try await subject.store.redeemCode(code.digest, of: client, at: 1_010) == .redeemed(code, .fixture())
            )
            #expect(
                try await subject.store.redeemCode(code.digest, of: client, at: 1_020) == .replayed(code, .fixture())
            )
            _ = try await subject.revoke()
            let replay = try await subject.store.redeemCode(code.digest, of: client, at: 1_600)
            #expect(replay == .replayed(code, .fixture(revokedAt: 1_500)))
        },
        StoreContract("another client neither redeems a code nor burns it") { subject async throws in
            try await subject.begin()
            let digest = SecretDigest.of("code")
            #expect(try await subject.store.redeemCode(digest, of: .fixture("other"), at: 1_010) == .unknown)
            let right = try await subject.store.redeemCode(digest, of: .fixture(), at: 1_010)
            #expect(right == .redeemed(.fixture(), .fixture()))
            #expect(try await subject.store.redeemCode(digest, of: .fixture("other"), at: 1_010) == .unknown)
            #expect(try await subject.store.redeemCode(SecretDigest.of("x"), of: .fixture(), at: 1_010) == .unknown)
        },
        StoreContract("of fifty concurrent redemptions exactly one wins") { subject async throws in
            try await subject.begin()
            let outcomes = try await fiftyAtOnce { _ in
                try await subject.store.redeemCode(SecretDigest.of("code"), of: .fixture(), at: 1_010)
            }
            #expect(outcomes.count { $0 == .redeemed(.fixture(), .fixture()) } == 1)
            #expect(outcomes.count { $0 == .replayed(.fixture(), .fixture()) } == 49)
        },
        StoreContract("an issuance moves the uses and the end of its grant") { subject async throws in
            try await subject.begin()
            func issue(_ token: RefreshToken?, until end: Int64, at now: Int64) async throws -> GrantUse {
                try await subject.store.issue(
                    from: "grant",
                    refreshToken: token,
                    expiresAt: end,
                    at: now,
                    audit: [.fixture("issued")]
                )
            }
            #expect(try await issue(.fixture(keyThumbprint: "k"), until: 9_000, at: 1_100) == .recorded)
            #expect(try await issue(nil, until: 100, at: 1_050) == .recorded)
            let grant = Grant.fixture(expiresAt: 9_000, lastUsedAt: 1_100)
            #expect(try await subject.store.grant("grant") == grant)
            #expect(try await subject.store.consent(of: .fixture(1), for: .fixture())?.lastUsedAt == 1_100)
            let found = try #require(try await subject.store.refreshToken(SecretDigest.of("refresh")))
            #expect(found.token == .fixture(keyThumbprint: "k"))
            #expect(found.grant == grant)
            #expect(found.isLive)
            #expect(try await subject.store.refreshToken(SecretDigest.of("other")) == nil)
            #expect(try await subject.store.marks().count { $0 == "issued" } == 2)
        },
        StoreContract("a grant that was taken back issues nothing") { subject async throws in
            try await subject.begin()
            _ = try await subject.revoke()
            let marks = try await subject.store.marks()
            for id in ["grant", "nobody"] {
                let use = try await subject.store.issue(
                    from: id,
                    refreshToken: .fixture(grantID: id),
                    expiresAt: 9_000,
                    at: 1_600,
                    audit: [.fixture()]
                )
                #expect(use == .revoked)
            }
            #expect(try await subject.store.refreshToken(SecretDigest.of("refresh")) == nil)
            #expect(try await subject.store.grant("grant") == .fixture(revokedAt: 1_500))
            #expect(try await subject.store.marks() == marks)
        },
        StoreContract("a grant never has a second live refresh token") { subject async throws in
            try await subject.begin()
            _ = try await subject.store.issue(
                from: "grant",
                refreshToken: .fixture(),
                expiresAt: 5_000,
                at: 1_100,
                audit: []
            )
            let refused: [RefreshToken] = [.fixture("second"), .fixture("third", grantID: "other")]
            for token in refused {
                await #expect(throws: StorageError.conflict) {
                    _ = try await subject.store.issue(
                        from: "grant",
                        refreshToken: token,
                        expiresAt: 5_000,
                        at: 1_200,
                        audit: []
                    )
                }
            }
            #expect(try await subject.store.grant("grant")?.lastUsedAt == 1_100)
        },
    ]
}
