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
                "resource_name": "Test application",
            ]
        )
    }

    @Test func theHostIgnoresCase() async throws {
        #expect(try await resource("API.example.TEST", "/tstapp") == "https://api.example.test/tstapp")
    }

    @Test(arguments: ["", "/"])
    func theRootOfAnyHostIsFoundWithAndWithoutSlash(_ suffix: String) async throws {
        #expect(try await resource("whatever.test", suffix) == "https://billing.example.test")
    }

    @Test(arguments: ["/tstap", "/tstappx", "/tstapp/", "/tstapp/data", "/TSTAPP", "x", "/%74stapp"])
    func anotherPathIsNotFound(_ suffix: String) async throws {
        #expect(try await resource("api.example.test", suffix, [.fixture()]) == nil)
    }

    @Test func aNamedHostWinsOverAnyHost() async throws {
        let named = CatalogApplication.fixture(
            key: "named",
            publicURL: "https://named.test/p",
            hosts: ["h.test"],
            prefix: "/p"
        )
        let any = CatalogApplication.fixture(key: "any", publicURL: "https://any.test/p", hosts: [], prefix: "/p")
        #expect(try await resource("h.test", "/p", [any, named]) == "https://named.test/p")
        #expect(try await resource("other.test", "/p", [any, named]) == "https://any.test/p")
    }

    @Test func whatTheGateWouldGiveToANamedHostIsNotFoundElsewhere() async throws {
        let root = CatalogApplication.fixture(key: "root", publicURL: "https://h.test", hosts: ["h.test"], prefix: "")
        let any = CatalogApplication.fixture(key: "any", publicURL: "https://any.test/p", hosts: [], prefix: "/p")
        #expect(try await resource("h.test", "/p", [root, any]) == nil)
    }

    @Test func theLongestPrefixWins() async throws {
        let short = CatalogApplication.fixture(
            key: "short",
            publicURL: "https://h.test/a",
            hosts: ["h.test"],
            prefix: "/a"
        )
        let long = CatalogApplication.fixture(
            key: "long",
            publicURL: "https://h.test/a/b",
            hosts: ["h.test"],
            prefix: "/a/b"
        )
        #expect(try await resource("h.test", "/a", [short, long]) == "https://h.test/a")
        #expect(try await resource("h.test", "/a/b", [short, long]) == "https://h.test/a/b")
        #expect(try await resource("h.test", "/a/c", [short, long]) == nil)
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
