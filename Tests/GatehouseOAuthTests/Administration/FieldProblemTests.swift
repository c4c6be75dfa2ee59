import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("All problems of a form at once")
struct FieldProblemTests {
    @Test func aSoundClientHasNone() async throws {
        let server = try await TestServer()
        #expect(try await server.administration.problems(of: NewClient.fixture()).isEmpty)
        let own = try await server.administration.problems(of: .fixture(), updating: .fixture("reader"))
        #expect(own.isEmpty)
    }

    @Test func everyProblemOfAClientStandsWithItsField() async throws {
        let server = try await TestServer()
        var profile = ClientProfile()
        profile.authenticationMethod = .privateKeyJWT
        profile.keysURI = "ftp://a.example"
        profile.accessTokenSeconds = 1
        profile.refreshTokenSeconds = 1
        profile.defaultMaxAge = .max
        profile.postLogoutRedirectURIs = ["https://a.example/", "javascript:alert(1)"]
        profile.backchannelLogoutURI = "http://a.example"
        profile.clientURI = "x"
        profile.idTokenAlgorithm = "none"
        profile.sectorIdentifier = "A B"
        profile.certificateThumbprints = ["x"]
        profile.requiresSignedRequests = true
        let wish = NewClient(
            clientID: "a/b",
            application: "tstap",
            name: "",
            grants: ["authorization_code"],
            scopes: ["tstapp_data.reed", "openid"],
            redirectURIs: ["https://a.example/cb", "http://a.example/cb", "javascript:alert(1)"],
            policyURI: "x",
            termsOfServiceURI: "y",
            profile: profile,
            logo: [1, 2, 3]
        )
        let problems = try await server.administration.problems(of: wish)
        #expect(
            problems.map(\.field) == [
                "name", "client_id", "application", "scopes", "redirect_uris.1", "redirect_uris.2", "policy_uri",
                "tos_uri", "certificate_thumbprints.0", "post_logout_redirect_uris.1", "client_uri",
                "backchannel_logout_uri", "jwks_uri", "id_token_signed_response_alg", "access_token_seconds",
                "refresh_token_seconds", "default_max_age", "sector_identifier", "logo",
            ]
        )
        #expect(problems.first { $0.field == "scopes" }?.refusal.suggestion == "Did you mean tstapp_data.read?")
        #expect(try await server.perform(.createClient(wish)).refusal == problems.first?.refusal)
    }

    @Test func theWholeListOfUnknownGrantsIsOneProblem() async throws {
        let server = try await TestServer()
        let wish = NewClient.fixture(grants: ["password", "implicit"], scopes: [])
        let problems = try await server.administration.problems(of: wish)
        #expect(problems.map(\.field) == ["grants", "scopes"])
    }

    @Test func hugeListsAreRefusedAsAWhole() async throws {
        let server = try await TestServer()
        let uris = (0..<200).map { "https://a.example/\($0)" }
        let wish = NewClient.fixture(
            grants: ["authorization_code"],
            scopes: Array(repeating: "x", count: 100_000),
            redirectURIs: uris
        )
        let problems = try await server.administration.problems(of: wish)
        #expect(problems.map(\.field) == ["scopes", "redirect_uris"])
    }

    @Test func aTakenIDIsAProblemOfItsField() async throws {
        let server = try await TestServer()
        let problems = try await server.administration.problems(of: NewClient.fixture(clientID: "reader"))
        #expect(problems.map(\.field) == ["client_id"])
        #expect(problems.first?.refusal.code == .clientExists)
    }

    @Test func anUnknownClientHasOneProblem() async throws {
        let server = try await TestServer()
        let problems = try await server.administration.problems(of: .fixture(), updating: .fixture("nobody"))
        #expect(problems.first?.refusal.code == .unknownClient)
    }

    @Test func everyProblemOfAPersonStandsWithItsField() async throws {
        let server = try await TestServer()
        let wish = NewUser(
            username: "a b",
            email: "x",
            name: "\u{7}",
            password: "short",
            attributes: ["sub": ["x"]],
            scopes: ["tstapp_data.read"]
        )
        let fields = try await server.administration.problems(of: wish).map(\.field)
        #expect(fields == ["username", "email", "name", "attributes", "scopes"])
        let taken = NewUser(username: "ada", email: "ADA@example.test", password: "short")
        let problems = try await server.administration.problems(of: taken)
        #expect(problems.map(\.field) == ["username", "email", "password"])
    }

    @Test func aPersonsOwnAddressIsNoProblem() async throws {
        let server = try await TestServer(users: [.ada, .fixture("bob", id: .fixture(2), email: "bob@example.test")])
        let own = UserChanges(email: "ada@example.test", name: "Ada")
        #expect(try await server.administration.problems(of: own, for: User.ada.id).isEmpty)
        let others = UserChanges(email: "bob@example.test")
        #expect(try await server.administration.problems(of: others, for: User.ada.id).map(\.field) == ["email"])
        let named = UserChanges(email: "bob@example.test", scopes: ["nothing"])
        #expect(try await server.administration.problems(of: named, for: .fixture(2)).map(\.field) == ["scopes"])
    }
}
