import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract {
    static let grants = [
        StoreContract("a stored grant and its consent are read back whole") { subject async throws in
            let grant = Grant.fixture(
                resources: ["https://api.example/\"a\"", "urn:é"],
                sessionID: "s",
                authenticatedAt: 900,
                context: .aal2,
                requestedClaims: #"{"id_token":{"acr":null}}"#
            )
            try await subject.begin(grant)
            #expect(try await subject.store.grant("grant") == grant)
            #expect(try await subject.store.grant("other") == nil)
            #expect(try await subject.store.consent(of: .fixture(1), for: .fixture()) == .fixture())
            #expect(try await subject.store.consent(of: .fixture(2), for: .fixture()) == nil)
            let bare = Grant.fixture(id: "bare", scope: [])
            try await subject.add(bare)
            #expect(try await subject.store.grant("bare") == bare)
            #expect(try await subject.store.marks() == ["client", "user", "granted", "granted"])
        },
        StoreContract("a grant of nobody, to nobody, or with a strange code or consent is refused whole") {
            subject async throws in
            try await subject.begin()
            let refused: [(Grant, AuthorizationCode?, Consent?)] = [
                (.fixture(id: "new", userID: .fixture(2)), nil, nil),
                (.fixture(id: "new", clientID: .fixture("nobody")), nil, nil),
                (.fixture(), nil, nil),
                (.fixture(id: "new"), .fixture("new", grantID: "grant"), nil),
                (.fixture(id: "new"), .fixture(grantID: "new"), nil),
                (.fixture(id: "new"), nil, .fixture(userID: .fixture(2))),
            ]
            for (grant, code, consent) in refused {
                await #expect(throws: StorageError.conflict) {
                    try await subject.add(grant, code: code, consent: consent)
                }
            }
            #expect(try await subject.store.grant("new") == nil)
            #expect(try await subject.store.marks() == ["client", "user", "granted"])
        },
        StoreContract("a consent is widened, used and withdrawn") { subject async throws in
            let (user, client) = (UserID.fixture(1), ClientID.fixture())
            try await subject.begin(consent: .fixture(scope: ["openid"]))
            _ = try await subject.store.issue(from: "grant", refreshToken: nil, expiresAt: 1_900, at: 1_100, audit: [])
            let wider = Consent.fixture(scope: ["openid", "tstapp_data.read"], changedAt: 1_200)
            try await subject.add(.fixture(id: "second", createdAt: 1_200), consent: wider)
            var expected = wider
            expected.lastUsedAt = 1_100
            #expect(try await subject.store.consent(of: user, for: client) == expected)
            #expect(try await subject.store.consents(of: user) == [expected])
            func withdraw() async throws -> [RevocationKey] {
                for id in ["grant", "second"] {
                    try await subject.use(id, at: 1_200)
                }
                return try await subject.store
                    .withdraw(
                        client,
                        of: user,
                        at: 1_300,
                        revocation: { .grant($0.id) },
                        audit: .fixture("withdrawn")
                    )
                    .map(\.key)
            }
            #expect(try await withdraw() == [.grant("grant"), .grant("second")])
            #expect(try await subject.store.consent(of: user, for: client) == nil)
            #expect(try await subject.store.grant("second")?.revokedAt == 1_300)
            #expect(try await subject.store.revocation(of: .grant("second")) == .grant("second"))
            #expect(try await withdraw() == [])
            #expect(try await subject.store.marks() == ["client", "user", "granted", "granted", "withdrawn"])
        },
        StoreContract("consents are listed, last changed first") { subject async throws in
            try await subject.begin(consent: .fixture(changedAt: 1_500))
            for (name, at) in [("b", Int64(1_600)), ("a", 1_600), ("c", 1_400)] {
                _ = try await subject.store.create(.fixture(id: name), audit: .fixture())
                try await subject.add(
                    .fixture(id: name, clientID: .fixture(name)),
                    consent: .fixture(clientID: .fixture(name), changedAt: at)
                )
            }
            let consents = try await subject.store.consents(of: .fixture(1))
            #expect(consents.map(\.clientID.value) == ["a", "b", "reporting", "c"])
            #expect(try await subject.store.consents(of: .fixture(2)) == [])
        },
        StoreContract("grants beyond the limit are taken back, the oldest first") { subject async throws in
            try await subject.begin(.fixture(id: "a"), code: nil)
            try await subject.use("a")
            func record(_ id: String, at: Int64, until end: Int64 = 5_000) async throws -> [RevocationKey] {
                try await subject.store
                    .record(
                        .fixture(id: id, createdAt: at, expiresAt: end),
                        code: nil,
                        consent: nil,
                        limit: 2,
                        revocation: { .grant($0.id, recordedAt: 9) },
                        audit: []
                    )
                    .map(\.key)
            }
            #expect(try await record("b", at: 1_000, until: 1_050) == [])
            #expect(try await record("c", at: 1_000) == [.grant("a")])
            #expect(try await subject.store.grant("a")?.revokedAt == 1_000)
            #expect(try await subject.store.revocation(of: .grant("a"))?.recordedAt == 9)
            // What has expired does not count.
            #expect(try await record("d", at: 1_100) == [])
            #expect(try await subject.store.grant("b")?.revokedAt == nil)
            // Grants of another person or client are not counted.
            _ = try await subject.store.create(.fixture("bob", id: .fixture(2)), audit: .fixture())
            try await subject.add(.fixture(id: "bob", userID: .fixture(2)))
            try await subject.use("c")
            #expect(try await record("e", at: 1_200) == [.grant("c")])
        },
        StoreContract("a grant is taken back once, and its record merges with what stands") { subject async throws in
            try await subject.begin()
            let earlier = RevocationRecord.grant(revokedBefore: 9_000, expiresAt: 9_999)
            _ = try await subject.store.record(earlier, client: nil, audit: .fixture("earlier"))
            #expect(try await subject.revoke() == earlier)
            #expect(try await subject.store.grant("grant")?.revokedAt == 1_500)
            #expect(try await subject.store.revocation(of: .grant("grant")) == earlier)
            #expect(try await subject.revoke(at: 1_600) == nil)
            #expect(try await subject.revoke("other") == nil)
            #expect(try await subject.store.grant("grant")?.revokedAt == 1_500)
            #expect(try await subject.store.marks() == ["client", "user", "granted", "earlier", "revoked"])
        },
        StoreContract("all grants of a person are taken back and the consents stay") { subject async throws in
            try await subject.begin()
            _ = try await subject.store.create(.fixture(id: "other"), audit: .fixture())
            _ = try await subject.store.create(.fixture("bob", id: .fixture(2)), audit: .fixture())
            try await subject.add(.fixture(id: "second", clientID: .fixture("other")))
            try await subject.add(.fixture(id: "short", expiresAt: 1_100))
            try await subject.add(.fixture(id: "bob", userID: .fixture(2)))
            try await subject.add(.fixture(id: "unused"))
            for id in ["grant", "second", "short", "bob"] {
                try await subject.use(id)
            }
            func revokeAll() async throws -> [RevocationKey] {
                try await subject.store
                    .revokeGrants(
                        of: .fixture(1),
                        at: 1_500,
                        revocation: { .grant($0.id) },
                        audit: .fixture("all")
                    )
                    .map(\.key)
            }
            // No token of the third can still live, and the last has issued none.
            #expect(try await revokeAll() == [.grant("grant"), .grant("second")])
            #expect(try await subject.store.grant("short")?.revokedAt == 1_500)
            #expect(try await subject.store.grant("unused")?.revokedAt == 1_500)
            #expect(try await subject.store.revocation(of: .grant("unused")) == nil)
            #expect(try await subject.store.grant("bob")?.revokedAt == nil)
            #expect(try await subject.store.consents(of: .fixture(1)) == [.fixture(lastUsedAt: 1_000)])
            #expect(try await revokeAll() == [])
            #expect(try await subject.store.marks().count { $0 == "all" } == 1)
        },
        StoreContract("all grants to a client are taken back and nobody else's") { subject async throws in
            try await subject.begin()
            _ = try await subject.store.create(.fixture(id: "other"), audit: .fixture())
            try await subject.add(.fixture(id: "second", clientID: .fixture("other")))
            try await subject.store.revokeGrants(to: .fixture(), at: 1_500)
            #expect(try await subject.store.grant("grant")?.revokedAt == 1_500)
            #expect(try await subject.store.grant("second")?.revokedAt == nil)
            #expect(try await subject.store.consents(of: .fixture(1)).count == 1)
            try await subject.store.revokeGrants(to: .fixture(), at: 1_600)
            #expect(try await subject.store.grant("grant")?.revokedAt == 1_500)
        },
        StoreContract("expired grants are purged with what comes from them") { subject async throws in
            try await subject.begin(.fixture(expiresAt: 2_000))
            try await subject.add(.fixture(id: "later"), code: .fixture("later", grantID: "later"))
            _ = try await subject.store.issue(
                from: "grant",
                refreshToken: .fixture(expiresAt: 3_000),
                expiresAt: 2_500,
                at: 1_100,
                audit: []
            )
            _ = try await subject.store.redeemCode(SecretDigest.of("code"), of: .fixture(), at: 1_100)
            try await subject.store.purgeGrants(before: 3_000)
            // A used code stays with its grant, one that nobody used does not.
            let replay = try await subject.store.redeemCode(SecretDigest.of("code"), of: .fixture(), at: 3_000)
            guard case .replayed(_, let grant) = replay else {
                Issue.record("answered \(replay)")
                return
            }
            #expect(grant.expiresAt == 3_000)
            let unused = try await subject.store.redeemCode(SecretDigest.of("later"), of: .fixture(), at: 3_000)
            #expect(unused == .unknown)
            #expect(try await subject.store.refreshToken(SecretDigest.of("refresh"))?.grant == grant)
            try await subject.store.purgeGrants(before: 3_001)
            #expect(try await subject.store.grant("grant") == nil)
            #expect(try await subject.store.refreshToken(SecretDigest.of("refresh")) == nil)
            #expect(try await subject.store.grant("later") == .fixture(id: "later"))
        },
    ]
}
