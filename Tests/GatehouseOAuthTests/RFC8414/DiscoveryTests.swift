import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8414 and OpenID Connect Discovery — metadata")
struct DiscoveryTests {
    @Test func theDocumentSaysWhatWorksAndNothingElse() async throws {
        let server = try await TestServer()
        let methods: JSONValue = ["client_secret_basic", "client_secret_post"]
        #expect(
            server.server.metadata() == [
                "issuer": "https://auth.example.test",
                "token_endpoint": "https://auth.example.test/oauth2/token",
                "token_endpoint_auth_methods_supported": methods,
                "introspection_endpoint": "https://auth.example.test/oauth2/introspect",
                "introspection_endpoint_auth_methods_supported": methods,
                "revocation_endpoint": "https://auth.example.test/oauth2/revoke",
                "revocation_endpoint_auth_methods_supported": methods,
                "jwks_uri": "https://auth.example.test/.well-known/jwks.json",
                "scopes_supported": ["billing_invoices", "tstapp_data.read", "tstapp_datamanagement"],
                "response_types_supported": [],
                "grant_types_supported": ["client_credentials"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256"],
            ]
        )
    }

    @Test func assignedScopesAreNotAdvertised() async throws {
        let server = try await TestServer()
        let scopes = try #require(server.server.metadata()["scopes_supported"]?.array)
        #expect(!scopes.contains("tstapp_data.write"))
    }

    @Test func scopesFollowTheCatalog() async throws {
        let server = try await TestServer()
        server.catalog.replace(with: .fixture([.billing]))
        #expect(server.server.metadata()["scopes_supported"] == ["billing_invoices"])
    }

    @Test(arguments: GrantType.allCases)
    func everyAdvertisedGrantWorksAndNoOther(_ grant: GrantType) async throws {
        let server = try await TestServer()
        let advertised = try #require(server.server.metadata()["grant_types_supported"]?.array)
        let error = await refusalOrNil {
            _ = try await server.server.token(
                Parameters([(name: "grant_type", value: grant.rawValue)]),
                authorization: Basic.header("reader", Client.secretText),
                now: TestServer.now
            )
        }
        #expect(advertised.contains(.string(grant.rawValue)) == (error == nil))
    }

    @Test func theKeySetHasTheCurrentAndTheNextKey() async throws {
        let server = try await TestServer()
        let published = try VerificationKeySet(parsing: server.server.jwks())
        let stored = try await server.store.keys()
        #expect(published.keys.map(\.keyID).sorted() == stored.map(\.keyID).sorted())
        #expect(published.keys.count == 2)
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func theKeySetHasNoPrivateMember(_ algorithm: SigningAlgorithm) async throws {
        let server = try await TestServer(algorithm: algorithm)
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            #expect(!server.server.jwks().contains("\"\(name)\":"))
        }
    }

    private func refusalOrNil(_ body: () async throws -> Void) async -> OAuthError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? OAuthError
        }
    }
}
