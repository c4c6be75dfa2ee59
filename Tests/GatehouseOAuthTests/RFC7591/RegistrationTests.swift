import GatehouseJOSE
import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("RFC 7591 — clients register themselves")
struct RegistrationTests {
    static let metadata: JSONObject = [
        "client_name": "An app", "redirect_uris": ["https://app.example.test/callback"],
        "scope": "openid tstapp_data.read",
    ]

    static func server(_ registration: PeopleConfiguration.Registration) async throws -> TestServer {
        var settings = PeopleConfiguration()
        settings.registration = registration
        return try await TestServer(settings: settings)
    }

    static func request(
        _ metadata: JSONObject = metadata,
        token: String? = nil,
        address: String? = "192.0.2.1",
        now: Int64 = TestServer.now
    ) -> RegistrationRequest {
        RegistrationRequest(
            body: metadata.serialized(),
            authorization: token.map { "Bearer " + $0 },
            address: address,
            now: now
        )
    }

    private func register(
        _ server: TestServer,
        _ changes: [(String, JSONValue?)] = [],
        token: String? = nil,
        now: Int64 = TestServer.now
    ) async throws(OAuthError) -> JSONObject {
        var metadata = Self.metadata
        for (name, value) in changes { metadata[name] = value }
        return try await server.server.register(Self.request(metadata, token: token, now: now)).json()
    }

    private func token(
        _ server: TestServer,
        application: String = "tstapp",
        seconds: Int64 = 600
    ) async throws -> String {
        try await server.administration
            .makeRegistrationToken(
                application: application,
                seconds: seconds,
                by: AdminContext(actor: "cli", now: TestServer.now, isOperator: true)
            )
            .token
    }

    @Test func makingATokenIsInTheAuditLogAndTheTokenIsNot() async throws {
        let server = try await Self.server(.token)
        let token = try await token(server)
        let event = try #require(try await server.audit().last)
        #expect(event.actor == "cli")
        #expect(event.kind == .registrationTokenMade(application: "tstapp", expiresAt: TestServer.now + 600))
        #expect(!event.kind.details.values.contains { token.contains($0) || $0.contains(token) })
        await #expect(throws: AdminFailure.self) { _ = try await self.token(server, seconds: 59) }
        #expect(try await server.audit().count { $0.kind.name == "client.registration_token_made" } == 1)
    }

    @Test func anOpenServerRegistersAnybody() async throws {
        let server = try await Self.server(.open)
        let answer = try await register(server)
        let id = try #require(answer["client_id"]?.string)
        let secret = try #require(answer["client_secret"]?.string)
        #expect(answer["client_secret_expires_at"] == 0)
        #expect(answer["client_id_issued_at"] == .integer(TestServer.now))
        #expect(answer["registration_client_uri"] == .string(TestServer.issuer + "/oauth2/register/" + id))
        #expect(answer["registration_access_token"]?.string?.utf8.count == 43)
        #expect(answer["token_endpoint_auth_method"] == "client_secret_basic")
        #expect(answer["grant_types"] == ["authorization_code"])
        #expect(answer["scope"] == "openid tstapp_data.read")
        let stored = try #require(try await server.store.client(.fixture(id)))
        #expect(stored.application == "tstapp")
        #expect(stored.profile.source == .dynamic)
        #expect(stored.secrets.map(\.digest) == [SecretDigest.of(secret)])
        let event = try #require(try await server.audit().last)
        #expect(event.actor == "registration")
        #expect(event.kind == .clientCreated(client: .fixture(id), application: "tstapp"))
    }

    @Test func theNewClientCanBeUsed() async throws {
        let server = try await Self.server(.open)
        let answer = try await register(server, [("token_endpoint_auth_method", "none")])
        #expect(answer["client_secret"] == nil)
        let id = try #require(answer["client_id"]?.string)
        var browser = TestBrowser(server.server)
        let code = try await browser.allow(["openid", "tstapp_data.read"], [("client_id", id)])["code"]
        #expect(code != nil)
    }

    @Test func peopleAreToldThatNobodyVouchesForIt() async throws {
        let server = try await Self.server(.open)
        let id = try #require(try await register(server, [("token_endpoint_auth_method", "none")])["client_id"]?.string)
        var browser = TestBrowser(server.server)
        let flow = try await browser.authorizeSigningIn([("client_id", id)])
        let prompt = await server.server.consentView(flow: flow, browser: browser.context).prompt
        #expect(prompt?.client.doubt == .registeredItself)
    }

    @Test func withoutInitialTokenNobodyRegistersWhereOneIsNeeded() async throws {
        for registration in [PeopleConfiguration.Registration.token, .off] {
            let server = try await Self.server(registration)
            #expect(await refusal { _ = try await register(server) }?.code == .invalidToken)
        }
    }

    @Test func anInitialTokenIsGoodForOneClientOfItsApplication() async throws {
        let server = try await Self.server(.token)
        let token = try await token(server)
        // A slip in the metadata does not cost it.
        let slip = await refusal { _ = try await register(server, [("scope", "billing_invoices")], token: token) }
        #expect(slip?.code == .invalidClientMetadata)
        _ = try await register(server, token: token)
        #expect(await refusal { _ = try await register(server, token: token) }?.code == .invalidToken)
    }

    @Test func anInitialTokenExpiresAndCannotBeMadeElsewhere() async throws {
        let server = try await Self.server(.token)
        let token = try await token(server)
        let late = await refusal { _ = try await register(server, token: token, now: TestServer.now + 600) }
        #expect(late?.code == .invalidToken)
        for wrong in ["", "x", token + "A", String(token.dropLast()), String(token.reversed())] {
            #expect(await refusal { _ = try await register(server, token: wrong) }?.code == .invalidToken)
        }
    }

    @Test func onlyWithATokenAClientActsAlone() async throws {
        let open = try await Self.server(.open)
        let alone: [(String, JSONValue?)] = [
            ("grant_types", ["client_credentials"]), ("redirect_uris", nil), ("scope", "tstapp_data.read"),
        ]
        #expect(await refusal { _ = try await register(open, alone) }?.code == .invalidClientMetadata)
        let exchange: [(String, JSONValue?)] = [
            ("grant_types", ["authorization_code", .string(GrantType.tokenExchange.rawValue)])
        ]
        #expect(await refusal { _ = try await register(open, exchange) }?.code == .invalidClientMetadata)
        let server = try await Self.server(.token)
        let answer = try await register(server, alone, token: token(server))
        _ = try await server.token(
            client: answer["client_id"]?.string ?? "",
            secret: answer["client_secret"]?.string ?? ""
        )
    }

    /// Metadata that is refused.
    struct Attempt: CustomTestStringConvertible {
        let name: String
        let value: JSONValue?
        var code = OAuthError.Code.invalidClientMetadata

        var testDescription: String { "\(name) = \(value.map { "\($0)" } ?? "nothing")" }
    }

    static let attempts = [
        Attempt(name: "redirect_uris", value: nil, code: .invalidRedirectURI),
        Attempt(name: "redirect_uris", value: [], code: .invalidRedirectURI),
        Attempt(name: "redirect_uris", value: ["http://app.example.test/"], code: .invalidRedirectURI),
        Attempt(name: "redirect_uris", value: ["https://app.example.test/#x"], code: .invalidRedirectURI),
        Attempt(name: "redirect_uris", value: ["javascript:alert(1)"], code: .invalidRedirectURI),
        Attempt(name: "redirect_uris", value: "https://app.example.test/"),
        Attempt(name: "redirect_uris", value: [1]),
        Attempt(name: "software_statement", value: "e30.e30.e30"),
        Attempt(name: "scope", value: "tstapp_data.write"),
        Attempt(name: "scope", value: "gatehouse_admin"),
        Attempt(name: "scope", value: "tstapp_data.read billing_invoices"),
        Attempt(name: "scope", value: "tstapp_unknown"),
        Attempt(name: "scope", value: "openid"),
        Attempt(name: "scope", value: "a\"b"),
        Attempt(name: "client_name", value: "two\nlines"),
        Attempt(name: "client_name", value: 5),
        Attempt(name: "client_uri", value: "javascript:alert(1)"),
        Attempt(name: "policy_uri", value: "http://app.example.test/"),
        Attempt(name: "tos_uri", value: "data:text/html,x"),
        Attempt(name: "grant_types", value: ["password"]),
        Attempt(name: "grant_types", value: []),
        Attempt(name: "response_types", value: ["token"]),
        Attempt(name: "response_types", value: []),
        Attempt(name: "token_endpoint_auth_method", value: "client_secret_jwt"),
        Attempt(name: "token_endpoint_auth_method", value: "private_key_jwt"),
        Attempt(name: "token_endpoint_auth_method", value: "self_signed_tls_client_auth"),
        Attempt(name: "token_endpoint_auth_method", value: "tls_client_auth"),
        Attempt(name: "jwks", value: ["keys": []]),
        Attempt(name: "jwks", value: "{}"),
        Attempt(name: "jwks_uri", value: "http://app.example.test/keys"),
        Attempt(name: "id_token_signed_response_alg", value: "none"),
        Attempt(name: "subject_type", value: "other"),
        Attempt(name: "sector_identifier_uri", value: "https://app.example.test/sector"),
        Attempt(name: "default_max_age", value: -1),
        Attempt(name: "backchannel_logout_uri", value: "ftp://app.example.test/"),
    ]

    @Test(arguments: attempts)
    func wrongMetadataIsRefused(_ attempt: Attempt) async throws {
        let server = try await Self.server(.open)
        let error = await refusal { _ = try await register(server, [(attempt.name, attempt.value)]) }
        #expect(error?.code == attempt.code)
        #expect(try await server.audit().allSatisfy { $0.actor != "registration" })
    }

    @Test(arguments: ["first_party", "access_token_seconds", "refresh_token_seconds", "source", "unheard_of"])
    func whatOnlyAdministratorsSettleIsIgnored(_ name: String) async throws {
        let server = try await Self.server(.open)
        let id = try #require(try await register(server, [(name, true)])["client_id"]?.string)
        var expected = ClientProfile()
        expected.source = .dynamic
        var stored = try #require(try await server.store.client(.fixture(id))).profile
        stored.registrationTokenDigest = nil
        #expect(stored == expected)
    }

    @Test func whatIsNoJSONObjectIsRefused() async throws {
        let server = try await Self.server(.open)
        for body in ["", "[]", "{", "{\"a\":1,\"a\":2}"] {
            let request = RegistrationRequest(
                body: Array(body.utf8),
                authorization: nil,
                address: nil,
                now: TestServer.now
            )
            let error = await refusal { _ = try await server.server.register(request) }
            #expect(error?.code == .invalidClientMetadata)
        }
    }

    @Test func strangersAreSlowedDown() async throws {
        let server = try await Self.server(.open)
        for _ in 0..<60 { _ = try await register(server) }
        #expect(await refusal { _ = try await register(server) }?.code == .temporarilyUnavailable)
        _ = try await server.server.register(Self.request(address: "192.0.2.2"))
    }

    @Test func aTokenIsMadeForAnApplicationThatExists() async throws {
        let server = try await Self.server(.token)
        await #expect(throws: AdminFailure.self) { try await token(server, application: "nobody") }
        await #expect(throws: AdminFailure.self) { try await token(server, seconds: 59) }
        let off = try await Self.server(.off)
        await #expect(throws: AdminFailure.self) { try await token(off) }
    }
}
