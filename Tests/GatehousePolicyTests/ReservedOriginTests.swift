import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Whose origin")
struct ReservedOriginTests {
    @Test(arguments: ["auth.example.test", "auth.example.test:8443"])
    func anApplicationOnTheIssuersHostIsAnError(_ host: String) {
        let messages = compile(.application(key: "app", hosts: ["ok.test", host]), context: .remote).messages
        #expect(
            messages.first
                == "app.yaml:6:5: error: 'app' is mounted on the issuer's host, where its scripts could act on the"
                + " sign-in and consent pages; use another host; 'insecure_shared_origin: true' accepts the danger"
        )
    }

    @Test func itIsAcceptedWhenAskedForAndThenShadowedRoutesAreNamed() throws {
        let item =
            Item.application(
                key: "app",
                hosts: ["auth.example.test"],
                routes: [
                    "GET /login": "public", "ANY /account/**": "public", "GET /.well-known/jwks.json": "public",
                    "GET /.well-known/{x}": "public", "ANY /**": "public", "GET /fine/login": "public",
                    "GET /loginx": "public",
                    "GET /.well-known/oauth-protected-resource/x": "public",
                ]
            )
            .with(["insecure_shared_origin": true, "audience": "https://app.test"])
        let compilation = compile(item, context: .remote)
        let remedy = "; remove it, or mount the application under a prefix or on another host"
        #expect(
            compilation.messages
                == [
                    "app.yaml:7:1: warning: 'GET /login' is never reached on auth.example.test:"
                        + " the authorization server answers /login there" + remedy,
                    "app.yaml:8:1: warning: 'ANY /account/**' is never reached on auth.example.test:"
                        + " the authorization server answers /account there" + remedy,
                    "app.yaml:9:1: warning: 'GET /.well-known/jwks.json' is never reached on auth.example.test:"
                        + " the authorization server answers /.well-known/jwks.json there" + remedy,
                    "app.yaml:10:1: warning: 'GET /.well-known/{x}' does not get the issuer's own paths on auth.example.test,"
                        + " such as /.well-known/openid-configuration;"
                        + " mount the application under a prefix or on another host if it needs them",
                    "app.yaml:11:1: warning: 'ANY /**' does not get the issuer's own paths on auth.example.test, such as /oauth2;"
                        + " mount the application under a prefix or on another host if it needs them",
                    "app.yaml:14:1: warning: 'GET /.well-known/oauth-protected-resource/x' is never reached:"
                        + " the gate answers /.well-known/oauth-protected-resource on every host; remove it",
                ]
                .map { $0.replacing(":1: ", with: ":3: ") }
        )
        let policy = try #require(compilation.policy)
        #expect(policy.applications[0].sharesIssuerOrigin)
    }

    @Test func aLoopbackIssuerMayBeShared() throws {
        let compilation = compile(.application(key: "app", prefix: "/app"), context: .loopback)
        #expect(compilation.messages.isEmpty)
        #expect(try #require(compilation.policy).applications[0].sharesIssuerOrigin)
    }

    @Test func elsewhereTheIssuersPathsAreOrdinary() {
        let item = Item.application(
            key: "app",
            hosts: ["app.test"],
            routes: ["GET /login": "public", "ANY /**": "public"]
        )
        #expect(compile(item, context: .remote).messages.isEmpty)
    }

    @Test(arguments: [
        ("/login", true), ("/login/x", true), ("/loginx", false), ("/LOGIN", false), ("/", false),
        ("/oauth2/token", true),
        ("/oauth2", true), ("/oauth", false), ("/userinfo", true), ("/device", true), ("/consent", true),
        ("/account/x", true),
        ("/assets/gatehouse/x.css", true), ("/assets/x.css", false), ("/.well-known/jwks.json", true),
        ("/.well-known/jwks.json/x", false), ("/.well-known/openid-configuration", true),
        ("/.well-known/oauth-authorization-server", true), ("/.well-known/acme-challenge/x", false),
        ("/.well-known/oauth-protected-resource", false),
    ])
    func theIssuersPathsAreThese(_ path: String, _ isReserved: Bool) {
        #expect(ReservedPaths.isIssuerPath(Array(path.utf8).span) == isReserved)
    }

    @Test(arguments: [
        ("/.well-known/oauth-protected-resource", true), ("/.well-known/oauth-protected-resource/tstapp/x", true),
        ("/.well-known/oauth-protected-resources", false), ("/.well-known", false),
    ])
    func resourceMetadataIsFoundOnAnyHost(_ path: String, _ isMetadata: Bool) {
        #expect(ReservedPaths.isResourceMetadata(Array(path.utf8).span) == isMetadata)
    }
}
