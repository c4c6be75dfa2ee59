import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Audience, public URL, keys and places of several applications")
struct IdentityTests {
    @Test(arguments: [
        ("/tstapp", [], "http://localhost:8080/tstapp", "http://localhost:8080/tstapp"),
        ("/", [], "http://localhost:8080/app", "http://localhost:8080"),
        ("/", ["localhost:8080"], "http://localhost:8080/app", "http://localhost:8080"),
        ("/v1/x", ["api.example.test", "b.test"], "http://api.example.test/v1/x", "http://api.example.test/v1/x"),
        ("/", ["api.example.test"], "http://api.example.test", "http://api.example.test"),
    ])
    func theAudienceIsMadeOfSchemeHostAndPrefix(
        _ prefix: String,
        _ hosts: [String],
        _ audience: String,
        _ publicURL: String
    ) throws {
        let application = try policy(.application(key: "app", prefix: prefix, hosts: hosts)).applications[0]
        #expect(application.audience == audience)
        #expect(application.publicURL == publicURL)
    }

    @Test func theSchemeIsTheIssuers() throws {
        let application = try policy(.application(key: "app", hosts: ["api.example.test"]), context: .remote)
            .applications[0]
        #expect(application.audience == "https://api.example.test")
    }

    @Test func resourceMetadataIsBetweenHostAndPrefix() throws {
        let policy = try policy(
            .application(key: "one", prefix: "/tstapp"),
            .application(key: "two", hosts: ["api.example.test"])
        )
        #expect(
            policy.applications.map(\.resourceMetadataURL) == [
                "http://localhost:8080/.well-known/oauth-protected-resource/tstapp",
                "http://api.example.test/.well-known/oauth-protected-resource",
            ]
        )
    }

    @Test func aNamedAudienceIsTakenAsWritten() throws {
        let item = Item.application(key: "app", prefix: "/x").with(["audience": "urn:example:api"])
        let application = try policy(item).applications[0]
        #expect(application.audience == "urn:example:api")
        #expect(application.publicURL == "http://localhost:8080/x")
    }

    @Test func withoutHostsAGuessedAudienceIsPointedOut() {
        #expect(
            compile(.application(key: "app", prefix: "/x"), context: .remote).messages == [
                "app.yaml:1:1: warning: the application answers on any host but the issuer's, yet its audience is"
                    + " https://auth.example.test/x; name its hosts under 'hosts', or an 'audience'"
            ]
        )
    }

    @Test func audiencesAreUnique() {
        let one = Item.application(key: "one", prefix: "/one").with(["audience": "https://same.test"])
        let two = Item.application(key: "two", prefix: "/two").with(["audience": "https://same.test"])
        #expect(
            compile(one, two).messages == [
                "app2.yaml:6:3: error: 'two' and 'one' have the same audience 'https://same.test'; the other is at"
                    + " app1.yaml:6:3: give each its own 'audience', 'prefix' or 'hosts'"
            ]
        )
    }

    @Test func noAudienceIsAnothersPublicURL() {
        let one = Item.application(key: "one", prefix: "/one").with(["audience": "https://one.test"])
        let two = Item.application(key: "two", prefix: "/two").with(["audience": "http://localhost:8080/one"])
        #expect(
            compile(one, two).messages == [
                "app2.yaml:6:3: error: 'two' and 'one' cannot be told apart: both are known as 'http://localhost:8080/one';"
                    + " the other is at app1.yaml:6:3: give each its own 'audience', 'prefix' or 'hosts'"
            ]
        )
    }

    @Test func keysAreUnique() {
        let messages = compile(.application(key: "app", prefix: "/a"), .application(key: "app", prefix: "/b")).messages
        #expect(
            messages == [
                "app2.yaml:1:3: error: the application 'app' is declared twice; it is at app1.yaml:1:3 already:"
                    + " choose another key or remove one file"
            ]
        )
    }

    @Test(arguments: [("/a", "/a", false), ("/a", "/A", false), ("/a", "/A", true)])
    func placesAreUnique(_ one: String, _ two: String, _ isCaseSensitive: Bool) {
        let items = [("one", one), ("two", two)]
            .map { key, prefix in
                Item.application(key: key, prefix: prefix)
                    .with(["case_sensitive_upstream": .plain("\(isCaseSensitive)")])
            }
        let messages = compile(items[0], items[1]).messages
        #expect((messages == []) == isCaseSensitive)
        if !isCaseSensitive {
            #expect(
                messages.contains(
                    "app2.yaml:3:3: error: 'two' and 'one' are both mounted at any host\(two);"
                        + " the other is at app1.yaml:3:3: give one another 'prefix' or 'hosts'"
                )
            )
        }
    }

    @Test func theSamePrefixOnAnotherHostIsAnotherPlace() throws {
        let policy = try policy(
            .application(key: "one", prefix: "/a"),
            .application(key: "two", prefix: "/a", hosts: ["a.test"]),
            .application(key: "three", prefix: "/a", hosts: ["b.test", "b.test:8080"])
        )
        #expect(policy.application(host: "b.test:8080", path: "/a") == "three")
    }

    @Test func aRouteUnderAnotherApplicationsPrefixIsPointedOut() {
        let root = Item.application(key: "root", routes: ["GET /tstapp/{x}": "public", "GET /{x}": "public"])
        #expect(
            compile(root, .application(key: "tstapp", prefix: "/tstapp")).messages.filter { $0.contains("never") }
                == [
                    "app1.yaml:5:1: warning: 'GET /tstapp/{x}' is never reached: the application 'tstapp' is mounted at '/tstapp';"
                        + " remove it, or change one of the prefixes"
                ]
                .map { $0.replacing(":5:1:", with: ":5:3:") }
        )
    }

    @Test func applicationsAreOrderedByKey() throws {
        let policy = try policy(.application(key: "b", prefix: "/b"), .application(key: "a", prefix: "/a"))
        #expect(policy.applications.map(\.key) == ["a", "b"])
    }
}
