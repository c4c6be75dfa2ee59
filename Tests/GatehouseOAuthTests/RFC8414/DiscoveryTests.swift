import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8414 and OpenID Connect Discovery — metadata")
struct DiscoveryTests {
    static func texts(_ name: String, of server: TestServer) throws -> [String] {
        try #require(server.server.metadata()[name]?.array).compactMap(\.string)
    }

    @Test func everyEndpointIsBelowTheIssuer() async throws {
        let document = try await TestServer().server.metadata()
        let endpoints = document.members.filter { $0.name.hasSuffix("_endpoint") || $0.name == "jwks_uri" }
        #expect(
            endpoints.map { "\($0.name) \($0.value.string ?? "")" } == [
                "authorization_endpoint https://auth.example.test/oauth2/authorize",
                "token_endpoint https://auth.example.test/oauth2/token",
                "pushed_authorization_request_endpoint https://auth.example.test/oauth2/par",
                "device_authorization_endpoint https://auth.example.test/oauth2/device_authorization",
                "introspection_endpoint https://auth.example.test/oauth2/introspect",
                "revocation_endpoint https://auth.example.test/oauth2/revoke",
                "userinfo_endpoint https://auth.example.test/userinfo",
                "end_session_endpoint https://auth.example.test/oauth2/logout",
                "jwks_uri https://auth.example.test/.well-known/jwks.json",
            ]
        )
        #expect(document["issuer"] == "https://auth.example.test")
    }

    @Test(arguments: PeopleConfiguration.Registration.allCases, [true, false])
    func whatIsOffIsNotThere(
        _ registration: PeopleConfiguration.Registration,
        _ acceptsDocuments: Bool
    ) async throws {
        var settings = PeopleConfiguration()
        settings.registration = registration
        settings.acceptsMetadataDocuments = acceptsDocuments
        let document = try await TestServer(settings: settings).server.metadata()
        #expect((document["registration_endpoint"] != nil) == (registration != .off))
        #expect((document["client_id_metadata_document_supported"] == true) == acceptsDocuments)
        #expect(document["ui_locales_supported"] == nil)
    }

    @Test func assignedScopesAreNotAdvertised() async throws {
        let scopes = try Self.texts("scopes_supported", of: try await TestServer())
        #expect(!scopes.contains("tstapp_data.write"))
        #expect(scopes.contains("openid"))
    }

    @Test func scopesFollowTheCatalog() async throws {
        let server = try await TestServer()
        server.catalog.replace(with: .fixture([.billing]))
        let scopes = try Self.texts("scopes_supported", of: server)
        #expect(scopes == ["openid", "profile", "email", "offline_access", "billing_invoices"])
    }

    @Test func theKeySetHasTheCurrentAndTheNextKey() async throws {
        let server = try await TestServer()
        let published = try VerificationKeySet(parsing: server.server.jwks())
        let stored = try await server.store.keys()
        #expect(published.keys.map(\.keyID).sorted() == stored.map(\.keyID).sorted())
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func theKeySetHasNoPrivateMember(_ algorithm: SigningAlgorithm) async throws {
        let server = try await TestServer(algorithm: algorithm)
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            #expect(!server.server.jwks().contains("\"\(name)\":"))
        }
    }
}
