import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9728 — protected resource metadata")
struct ProtectedResourceTests {
    private static let wellKnown = "/.well-known/oauth-protected-resource"

    private func resource(
        _ host: String,
        _ suffix: String,
        _ applications: [CatalogApplication] = [.fixture(), .billing]
    ) async throws -> String? {
        let server = try await TestServer(catalog: ScopeCatalog(applications))
        let document = server.server.protectedResource(host: host, path: ProtectedResourceTests.wellKnown + suffix)
        return document?["resource"]?.string
    }

    @Test func theDocumentDescribesTheApplication() async throws {
        let server = try await TestServer()
        #expect(
            server.server.protectedResource(
                host: "api.example.test",
                path: "/.well-known/oauth-protected-resource/tstapp"
            ) == [
                "resource": "https://api.example.test/tstapp",
                "authorization_servers": ["https://auth.example.test"],
                "scopes_supported": ["tstapp_data.read", "tstapp_datamanagement"],
                "bearer_methods_supported": ["header"],
                "dpop_signing_alg_values_supported": ["ES256", "RS256", "PS256", "EdDSA"],
                "tls_client_certificate_bound_access_tokens": true,
                "resource_name": "Test application",
            ]
        )
    }

    @Test(arguments: ["", "/"])
    func theRootIsFoundWithAndWithoutSlash(_ suffix: String) async throws {
        #expect(try await resource("whatever.test", suffix) == "https://billing.example.test")
    }

    @Test(arguments: ["/tstap", "/tstappx", "/tstapp/", "/tstapp/data", "/TSTAPP", "x", "/%74stapp"])
    func anotherPathIsNotFound(_ suffix: String) async throws {
        #expect(try await resource("api.example.test", suffix, [.fixture()]) == nil)
    }

    @Test func anApplicationWithoutOpenScopesOmitsThem() async throws {
        let application = CatalogApplication.fixture(scopes: [])
        let server = try await TestServer(catalog: ScopeCatalog([application]))
        let document = server.server.protectedResource(
            host: "api.example.test",
            path: "/.well-known/oauth-protected-resource/tstapp"
        )
        #expect(document != nil)
        #expect(document?["scopes_supported"] == nil)
    }

    @Test func anotherWellKnownPathIsNotFound() async throws {
        let server = try await TestServer()
        #expect(server.server.protectedResource(host: "a.test", path: "/.well-known/other") == nil)
        #expect(server.server.protectedResource(host: "a.test", path: "") == nil)
    }
}
