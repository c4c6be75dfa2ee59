import GatehouseOAuth
import Testing

private func png(_ byte: UInt8) throws -> ClientLogo {
    try #require(ClientLogo([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, byte]))
}

private func profile(_ change: (inout ClientProfile) -> Void) -> ClientProfile {
    var profile = ClientProfile()
    change(&profile)
    return profile
}

extension StoreContract {
    static let descriptions = [
        StoreContract("a client's profile is read back whole") { subject async throws in
            let whole = profile { profile in
                profile.authenticationMethod = .privateKeyJWT
                profile.keys = #"{"keys":[{"kty":"EC","x":"é\"\\/"}]}"#
                profile.certificateThumbprints = ["a", "b"]
                profile.postLogoutRedirectURIs = ["https://a.example/out?x=1&y=2"]
                profile.subjectType = .pairwise
                profile.requiresProof = true
                profile.accessTokenSeconds = 60
                profile.source = .dynamic
            }
            let client = Client.fixture(firstIssuedAt: 7, profile: whole)
            #expect(try await subject.store.create(client, audit: .fixture()) == .created)
            #expect(try await subject.store.client(client.id) == client)
        },
        StoreContract("updating a client replaces what describes it and nothing else") { subject async throws in
            let stored = Client.fixture(
                scopes: ["tstapp_a", "tstapp_b"],
                redirectURIs: ["https://a.example/cb"],
                secrets: [.fixture()],
                createdAt: 5,
                disabledAt: 6,
                revokedBefore: 7,
                firstIssuedAt: 8
            )
            _ = try await subject.store.create(stored, audit: .fixture("created"))
            let described = Client.fixture(
                application: "other",
                name: "Renamed",
                grants: [.authorizationCode, .refreshToken],
                scopes: ["tstapp_b"],
                isPublic: true,
                redirectURIs: ["https://b.example/cb", "https://a.example/cb"],
                policyURI: "https://a.example/policy",
                profile: profile { $0.clientURI = "https://a.example/" }
            )
            #expect(try await subject.store.update(described, audit: .fixture("updated")) == .changed)
            let expected = Client.fixture(
                name: "Renamed",
                grants: [.authorizationCode, .refreshToken],
                scopes: ["tstapp_b"],
                redirectURIs: ["https://b.example/cb", "https://a.example/cb"],
                policyURI: "https://a.example/policy",
                secrets: [.fixture()],
                createdAt: 5,
                disabledAt: 6,
                revokedBefore: 7,
                firstIssuedAt: 8,
                profile: profile { $0.clientURI = "https://a.example/" }
            )
            #expect(try await subject.store.client(stored.id) == expected)
            #expect(try await subject.store.update(described, audit: .fixture("again")) == .unchanged)
            #expect(try await subject.store.update(.fixture(id: "nobody"), audit: .fixture()) == .unknown)
            #expect(try await subject.store.marks() == ["created", "updated"])
        },
        StoreContract("a name that only looks the same is another name") { subject async throws in
            _ = try await subject.store.create(.fixture(name: "\u{E9}"), audit: .fixture("created"))
            let decomposed = Client.fixture(name: "e\u{301}")
            #expect(try await subject.store.update(decomposed, audit: .fixture("updated")) == .changed)
            let name = try #require(try await subject.store.client(decomposed.id)).name
            #expect(name.utf8.elementsEqual(decomposed.name.utf8))
        },
        StoreContract("of fifty concurrent first issuances exactly one is the first") { subject async throws in
            let id = ClientID.fixture()
            _ = try await subject.store.create(.fixture(), audit: .fixture("created"))
            let outcomes = try await fiftyAtOnce { number in
                try await subject.store.noteFirstIssuance(to: id, at: Int64(number), audit: .fixture("\(number)"))
            }
            #expect(outcomes.count { $0 == .changed } == 1)
            #expect(outcomes.count { $0 == .unchanged } == 49)
            let first = try #require(try await subject.store.client(id)?.firstIssuedAt)
            #expect(try await subject.store.marks() == ["created", "\(first)"])
            let nobody = ClientID.fixture("nobody")
            #expect(try await subject.store.noteFirstIssuance(to: nobody, at: 1, audit: .fixture()) == .unknown)
        },
        StoreContract("a logo is replaced and removed, and the profile says whether there is one") {
            subject async throws in
            let id = ClientID.fixture()
            _ = try await subject.store.create(.fixture(), audit: .fixture("created"))
            #expect(try await subject.store.logo(of: id) == nil)
            #expect(try await subject.store.setLogo(try png(1), of: id, audit: .fixture("one")) == .changed)
            #expect(try await subject.store.client(id)?.profile.hasLogo == true)
            #expect(try await subject.store.setLogo(try png(1), of: id, audit: .fixture("same")) == .unchanged)
            #expect(try await subject.store.setLogo(try png(2), of: id, audit: .fixture("two")) == .changed)
            #expect(try await subject.store.logo(of: id) == png(2))
            // An update knows nothing of the logo.
            #expect(try await subject.store.update(.fixture(name: "New"), audit: .fixture("name")) == .changed)
            #expect(try await subject.store.client(id)?.profile.hasLogo == true)
            #expect(try await subject.store.setLogo(nil, of: id, audit: .fixture("none")) == .changed)
            #expect(try await subject.store.logo(of: id) == nil)
            #expect(try await subject.store.client(id)?.profile == ClientProfile())
            #expect(try await subject.store.setLogo(nil, of: id, audit: .fixture("none")) == .unchanged)
            #expect(try await subject.store.setLogo(nil, of: .fixture("nobody"), audit: .fixture()) == .unknown)
            #expect(try await subject.store.marks() == ["created", "one", "two", "name", "none"])
        },
        StoreContract("a deleted client takes all that people gave it along") { subject async throws in
            try await subject.begin()
            let id = ClientID.fixture()
            let issued = try await subject.store.issue(
                from: "grant",
                refreshToken: .fixture(),
                expiresAt: 5_000,
                at: 1_000,
                audit: []
            )
            #expect(issued == .recorded)
            #expect(try await subject.store.begin(.fixture()))
            _ = try await subject.store.setLogo(try png(1), of: id, audit: .fixture())
            let pushed = PushedRequest(
                digest: SecretDigest.of("pushed"),
                clientID: id,
                parameters: [1],
                expiresAt: 2_000
            )
            try await subject.store.push(pushed)
            try await subject.store.enqueue([
                LogoutDelivery(clientID: id, subject: "s", sessionID: nil, dueAt: 1, createdAt: 1)
            ])
            #expect(try await subject.store.delete(id, revocation: .client(), audit: .fixture()) == .changed)
            #expect(try await subject.store.create(.fixture(), audit: .fixture()) == .created)
            #expect(try await subject.store.grant("grant") == nil)
            #expect(try await subject.store.consent(of: .fixture(1), for: id) == nil)
            #expect(try await subject.store.redeemCode(SecretDigest.of("code"), of: id, at: 1_001) == .unknown)
            #expect(try await subject.store.refreshToken(SecretDigest.of("refresh")) == nil)
            #expect(try await subject.store.poll(SecretDigest.of("device"), of: id, at: 1_001) == .unknown)
            #expect(try await subject.store.pushedRequest(pushed.digest, of: id, at: 1_001) == nil)
            #expect(try await subject.store.dueDeliveries(at: 9, limit: 9) == [])
            #expect(try await subject.store.logo(of: id) == nil)
        },
    ]
}
