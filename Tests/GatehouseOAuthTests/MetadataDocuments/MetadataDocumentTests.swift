import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Client ID metadata documents")
struct MetadataDocumentTests {
    private static let url = "https://client.example.test/app.json"

    private static func document(_ changes: [(String, JSONValue?)] = []) -> JSONObject {
        var document: JSONObject = [
            "client_id": .string(url), "client_name": "Described", "redirect_uris": [.string(Client.callback)],
            "token_endpoint_auth_method": "none",
        ]
        for (name, value) in changes { document[name] = value }
        return document
    }

    private static func answer(
        _ changes: [(String, JSONValue?)] = [],
        type: String? = "application/json"
    ) -> Result<OutboundAnswer, OutboundFailure> {
        .success(OutboundAnswer(status: 200, contentType: type, body: document(changes).serialized()))
    }

    private func server(_ outbound: ScriptedOutbound, isOn: Bool = true) async throws -> TestServer {
        var settings = PeopleConfiguration()
        settings.acceptsMetadataDocuments = isOn
        return try await TestServer(settings: settings, outbound: outbound)
    }

    private func error(_ answers: Result<OutboundAnswer, OutboundFailure>...) async throws -> String? {
        let server = try await server(ScriptedOutbound([Self.url: answers]))
        return try await TestBrowser(server.server).authorize([("client_id", Self.url)]).error
    }

    @Test func aDescribedClientGetsTokens() async throws {
        let outbound = ScriptedOutbound([Self.url: [Self.answer()]])
        let server = try await server(outbound)
        var browser = TestBrowser(server.server)
        let answer = try await browser.allow(["openid", "tstapp_data.read"], [("client_id", Self.url)])
        let code = try #require(answer["code"])
        let tokens = try await server.redeem(code, client: Self.url)
        let json = try JSONParser.parseObject(tokens.json().span)
        let identity = try #require(json["id_token"]?.string)
        // OpenID Connect Core §2: the client looks for itself in `aud`.
        #expect(try UnverifiedClaims(peeking: identity).audience == [Self.url])
        #expect(outbound.calls.count == 1)
    }

    @Test func itIsKeptOnlyOnceAPersonHasAllowedIt() async throws {
        let server = try await server(ScriptedOutbound([Self.url: [Self.answer()]]))
        var browser = TestBrowser(server.server)
        let flow = try await browser.authorizeSigningIn([("client_id", Self.url)])
        #expect(try await server.store.clients(application: nil, after: nil, limit: 10).count == 1)
        _ = await server.server.decide(flow: flow, allowed: ["openid"], browser: browser.context)
        let kept = try await server.store.clients(application: nil, after: nil, limit: 10)
            .filter { $0.profile.source == .metadataDocument }
        #expect(kept.map(\.name) == ["Described"])
        #expect(kept.first?.publicID == Self.url)
        #expect(kept.first?.isPublic == true)
        #expect(kept.first?.grants == [.authorizationCode, .refreshToken])
    }

    @Test func peopleAreToldWhoSpeaksForIt() async throws {
        let server = try await server(ScriptedOutbound([Self.url: [Self.answer()]]))
        var browser = TestBrowser(server.server)
        let flow = try await browser.authorizeSigningIn([("client_id", Self.url)])
        let prompt = await server.server.consentView(flow: flow, browser: browser.context).prompt
        #expect(prompt?.client.doubt == .describedElsewhere(host: "client.example.test"))
    }

    @Test func itMayAskForWhatEverybodyMayGive() async throws {
        let server = try await server(ScriptedOutbound([Self.url: [Self.answer()]]))
        let browser = TestBrowser(server.server)
        for scope in ["openid profile email offline_access", "tstapp_datamanagement billing_invoices"] {
            #expect(try await browser.authorize([("client_id", Self.url), ("scope", scope)]).signIn != nil)
        }
        let assigned = try await browser.authorize([("client_id", Self.url), ("scope", "tstapp_data.write")])
        #expect(assigned.error == "invalid_scope")
    }

    @Test func itsKeyMayProveIt() async throws {
        let key = try TestKeys.signingKey(.es256)
        let keys = try JSONParser.parse(VerificationKeySet([key.verificationKey]).json)
        let answer = Self.answer([("token_endpoint_auth_method", "private_key_jwt"), ("jwks", keys)])
        let server = try await server(ScriptedOutbound([Self.url: [answer]]))
        var browser = TestBrowser(server.server)
        let code = try #require(try await browser.allow(["openid"], [("client_id", Self.url)])["code"])
        #expect(await refusal { _ = try await server.redeem(code, client: Self.url) }?.code == .invalidClient)
        let assertion = try TestAssertion(client: Self.url).text()
        _ = try await server.ask(
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Client.callback),
                ("code_verifier", TestServer.verifier), ("client_assertion", assertion),
                ("client_assertion_type", TestAssertion.type),
            ],
            client: Self.url
        )
    }

    @Test func whereItIsOffNothingIsFetched() async throws {
        let outbound = ScriptedOutbound([Self.url: [Self.answer()]])
        let server = try await server(outbound, isOn: false)
        #expect(try await TestBrowser(server.server).authorize([("client_id", Self.url)]).error == "invalid_client")
        #expect(outbound.calls.isEmpty)
    }

    @Test(arguments: [
        "http://client.example.test/app.json", "https://client.example.test", "https://client.example.test/a#b",
        "https://client.example.test/a?b", "https://u@client.example.test/a", "https://client.example.test/../a",
        "https://client.example.test/a/./b", "https://client.example.test/%2e%2E/a", "https://client.example.test/a/..",
        "https:///a", "https://client.example.test/a b", "HTTPS://client.example.test/a", "ftp://client.example.test/a",
    ])
    func anotherKindOfNameIsNeverFetched(_ name: String) async throws {
        let outbound = ScriptedOutbound([name: [Self.answer([("client_id", .string(name))])]])
        let server = try await server(outbound)
        #expect(try await TestBrowser(server.server).authorize([("client_id", name)]).error == "invalid_client")
        #expect(outbound.calls.isEmpty)
    }

    static let wrong: [(String, JSONValue?)] = [
        ("client_id", nil), ("client_id", "https://client.example.test/other.json"),
        ("client_id", "https://client.example.test/App.json"), ("client_secret", "s"), ("client_secret", .null),
        ("client_secret_expires_at", 0), ("token_endpoint_auth_method", "client_secret_basic"),
        ("token_endpoint_auth_method", "private_key_jwt"), ("redirect_uris", nil), ("redirect_uris", []),
        ("redirect_uris", ["http://client.example.test/"]), ("redirect_uris", ["javascript:alert(1)"]),
        ("client_name", "a\u{202E}b"), ("jwks_uri", "http://client.example.test/keys"),
    ]

    @Test(arguments: wrong.indices)
    func aWrongDocumentDescribesNobody(_ index: Int) async throws {
        #expect(try await error(Self.answer([Self.wrong[index]])) == "invalid_client")
    }

    @Test func whatIsNoDocumentDescribesNobody() async throws {
        let large = Self.answer([("padding", .string(String(repeating: "x", count: 5_120)))])
        #expect(try await error(large) == "invalid_client")
        #expect(try await error(Self.answer(type: "text/html")) == "invalid_client")
        #expect(try await error(Self.answer(type: nil)) == "invalid_client")
        #expect(try await error(.failure(.forbidden("private"))) == "invalid_client")
        let elsewhere = OutboundAnswer(status: 302, contentType: "application/json", body: Self.document().serialized())
        #expect(try await error(.success(elsewhere)) == "invalid_client")
    }

    @Test func aDocumentHoldsAnHourAndAFailureAMinute() async throws {
        let outbound = ScriptedOutbound([
            Self.url: [
                .failure(.unreachable("down")), Self.answer(), Self.answer([("redirect_uris", ["https://x.test/"])]),
            ]
        ])
        let server = try await server(outbound)
        var browser = TestBrowser(server.server)
        func error() async throws -> String? { try await browser.authorize([("client_id", Self.url)]).error }
        #expect(try await error() == "invalid_client")
        browser.wait(59)
        #expect(try await error() == "invalid_client")
        #expect(outbound.calls.count == 1)
        browser.wait(1)
        #expect(try await error() == nil)
        browser.wait(3_599)
        #expect(try await error() == nil)
        #expect(outbound.calls.count == 2)
        browser.wait(1)
        #expect(try await error() == "invalid_request")
    }

    @Test func anAddressThatNamesManyHasToWait() async throws {
        let outbound = ScriptedOutbound([Self.url: [Self.answer()]])
        let server = try await server(outbound)
        var browser = TestBrowser(server.server)
        for number in 0..<30 {
            let name = "https://host\(number).example.test/app.json"
            #expect(try await browser.authorize([("client_id", name)]).error == "invalid_client")
        }
        #expect(try await browser.authorize([("client_id", Self.url)]).error == "temporarily_unavailable")
        #expect(outbound.calls.count == 30)
        // What is known costs nothing.
        let known = "https://host0.example.test/app.json"
        #expect(try await browser.authorize([("client_id", known)]).error == "invalid_client")
        let elsewhere = browser.context.address
        browser.context.address = "198.51.100.4"
        #expect(try await browser.authorize([("client_id", Self.url)]).signIn != nil)
        browser.context.address = elsewhere
        #expect(try await browser.authorize([("client_id", Self.url)]).signIn != nil)
        #expect(outbound.calls.count == 31)
    }

    @Test func theTokenEndpointCountsTheSameWay() async throws {
        let outbound = ScriptedOutbound()
        let server = try await server(outbound)
        let codes = await Self.codes(of: server, upTo: 31)
        #expect(codes == Array(repeating: .invalidClient, count: 30) + [.temporarilyUnavailable])
        #expect(outbound.calls.count == 30)
    }

    /// How the token endpoint refuses so many clients that nobody knows.
    private static func codes(of server: TestServer, upTo count: Int) async -> [OAuthError.Code?] {
        var codes: [OAuthError.Code?] = []
        for number in 0..<count {
            let name = "https://host\(number).example.test/app.json"
            codes.append(await refusal { _ = try await server.redeem("code", client: name) }?.code)
        }
        return codes
    }

    @Test func anAdministratorCanDisableIt() async throws {
        let server = try await server(ScriptedOutbound([Self.url: [Self.answer()]]))
        var browser = TestBrowser(server.server)
        _ = try await browser.allow(["openid"], [("client_id", Self.url)])
        let kept = try await server.store.clients(application: nil, after: nil, limit: 10)
        let id = try #require(kept.first { $0.profile.source == .metadataDocument }?.id)
        _ = try await server.perform(.disableClient(id.value))
        #expect(try await browser.authorize([("client_id", Self.url)]).error == "invalid_client")
        // The id under which it is kept is no name of it.
        _ = try await server.perform(.enableClient(id.value))
        #expect(try await browser.authorize([("client_id", id.value)]).error == "invalid_client")
    }
}
