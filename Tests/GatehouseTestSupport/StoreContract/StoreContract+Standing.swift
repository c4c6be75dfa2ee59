import GatehouseJOSE
import GatehouseOAuth
import Testing

extension StoreContract.Subject {
    /// Issues an access token from a grant, whose end stays.
    func use(_ id: String = "grant", at now: Int64 = 1_000) async throws {
        _ = try await store.issue(from: id, refreshToken: nil, expiresAt: now, at: now, audit: [])
    }
}

extension StoreContract {
    static let standing = [
        StoreContract("a person's standing grants are listed, the newest first") { subject async throws in
            try await subject.begin(.fixture(createdAt: 1_200))
            _ = try await subject.store.create(.fixture(id: "other"), audit: .fixture())
            _ = try await subject.store.create(.fixture("bob", id: .fixture(2)), audit: .fixture())
            let second = Grant.fixture(id: "second", clientID: .fixture("other"), createdAt: 1_200)
            try await subject.add(second)
            try await subject.add(.fixture(id: "first", createdAt: 1_100))
            try await subject.add(.fixture(id: "expired", createdAt: 1_300, expiresAt: 1_399))
            try await subject.add(.fixture(id: "back", createdAt: 1_300))
            try await subject.add(.fixture(id: "bob", userID: .fixture(2)))
            _ = try await subject.revoke("back")
            let standing = try await subject.store.standingGrants(of: .fixture(1), at: 1_400)
            #expect(standing.map(\.id) == ["second", "grant", "first"])
            #expect(standing.first == second)
            #expect(try await subject.store.standingGrants(of: .fixture(3), at: 1_400) == [])
        },
        StoreContract("grants that exceed a scope are taken back and the consent stays") { subject async throws in
            try await subject.begin(.fixture(scope: ["openid"]))
            _ = try await subject.store.create(.fixture(id: "other"), audit: .fixture())
            _ = try await subject.store.create(.fixture("bob", id: .fixture(2)), audit: .fixture())
            try await subject.add(.fixture(id: "none", scope: []))
            try await subject.add(.fixture(id: "wide"))
            try await subject.add(.fixture(id: "apart", scope: ["email"]))
            try await subject.add(.fixture(id: "other", clientID: .fixture("other")))
            try await subject.add(.fixture(id: "bob", userID: .fixture(2)))
            for id in ["wide", "apart"] {
                try await subject.use(id)
            }
            func narrow() async throws -> [RevocationKey] {
                try await subject.store
                    .revokeGrants(
                        of: .fixture(1),
                        to: .fixture(),
                        exceeding: ScopeSet(["openid", "profile"]),
                        at: 1_500,
                        revocation: { .grant($0.id) },
                        audit: .fixture("narrowed")
                    )
                    .map(\.key)
            }
            #expect(try await narrow() == [.grant("wide"), .grant("apart")])
            #expect(try await subject.store.revocation(of: .grant("wide")) == .grant("wide"))
            for (id, revokedAt) in [("wide", Int64(1_500)), ("apart", 1_500)] {
                #expect(try await subject.store.grant(id)?.revokedAt == revokedAt)
            }
            for id in ["grant", "none", "other", "bob"] {
                #expect(try await subject.store.grant(id)?.revokedAt == nil)
            }
            #expect(try await subject.store.consent(of: .fixture(1), for: .fixture()) == .fixture(lastUsedAt: 1_000))
            #expect(try await narrow() == [])
            #expect(try await subject.store.marks().count { $0 == "narrowed" } == 1)
        },
    ]
}
