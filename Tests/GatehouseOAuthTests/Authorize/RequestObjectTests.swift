import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9101 - signed authorization requests")
struct RequestObjectTests {
    private static func client(_ change: (inout ClientProfile) -> Void = { _ in }) throws -> Client {
        let key = try TestKeys.otherSigningKey().verificationKey
        return .app(
            profile: .with { profile in
                profile.keys = VerificationKeySet([key]).json
                change(&profile)
            }
        )
    }

    /// A request object with some claims changed, or left out by nil.
    private static func object(
        _ changes: [(String, JSONValue?)] = [],
        type: String = "oauth-authz-req+jwt",
        key: SigningKey? = nil
    ) throws -> String {
        var claims = JSONObject(
            Ask.pairs([("state", "signed"), ("prompt", "none")]).map { ($0.name, .string($0.value)) }
        )
        claims["iss"] = "app"
        claims["aud"] = .string(TestServer.issuer)
        claims["exp"] = .integer(TestServer.now + 300)
        for (name, value) in changes {
            claims[name] = value
        }
        return try (key ?? TestKeys.otherSigningKey()).signToken(payload: claims, type: type)
    }

    private static func authorize(
        _ object: String,
        outside: [(name: String, value: String)] = [],
        client: Client? = nil
    ) async throws -> AuthorizationStep {
        let test = try await TestServer(clients: [try client ?? Self.client()])
        let browser = TestBrowser(test.server)
        let pairs = [(name: "client_id", value: "app"), (name: "request", value: object)] + outside
        return await test.server.authorize(try Parameters(pairs), browser: browser.context)
    }

    @Test(arguments: ["oauth-authz-req+jwt", "JWT", "application/oauth-authz-req+jwt"])
    func theParametersComeFromInsideAlone(_ type: String) async throws {
        let outside = [(name: "state", value: "outside"), (name: "redirect_uri", value: "https://evil.test/")]
        let step = try await Self.authorize(Self.object(type: type), outside: outside)
        #expect(step.error == "login_required")
        #expect(step.answer?["state"] == "signed")
    }

    @Test func whatIsOutsideCannotCompleteWhatIsInside() async throws {
        let outside = [(name: "code_challenge", value: TestServer.challenge)]
        let step = try await Self.authorize(Self.object([("code_challenge", nil)]), outside: outside)
        #expect(step.answer?["error"] == "invalid_request")
    }

    @Test func membersMayBeNumbersObjectsAndLists() async throws {
        let object = try Self.object([
            ("max_age", 5), ("claims", ["userinfo": ["email": .null]]),
            ("resource", ["urn:example:billing", "https://api.example.test/tstapp"]),
            ("nbf", .integer(TestServer.now)), ("iat", .integer(TestServer.now)),
        ])
        #expect(try await Self.authorize(object).error == "login_required")
    }

    /// A claim that makes the object worthless.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let name: String
        let value: JSONValue?
        var testDescription: String { "\(name): \(String(describing: value))" }
    }

    static let flaws: [Flaw] = [
        Flaw(name: "iss", value: nil), Flaw(name: "iss", value: "other"), Flaw(name: "iss", value: 5),
        Flaw(name: "aud", value: nil), Flaw(name: "aud", value: "https://other.example.test"),
        Flaw(name: "aud", value: ["https://other.example.test"]), Flaw(name: "aud", value: .null),
        Flaw(name: "exp", value: nil), Flaw(name: "exp", value: .integer(TestServer.now)),
        Flaw(name: "exp", value: .integer(TestServer.now + 3_661)), Flaw(name: "exp", value: "tomorrow"),
        Flaw(name: "nbf", value: .integer(TestServer.now + 61)), Flaw(name: "client_id", value: nil),
        Flaw(name: "client_id", value: "other"), Flaw(name: "sub", value: "app"),
        Flaw(name: "request", value: "x"), Flaw(name: "request_uri", value: "x"),
        Flaw(name: "state", value: ["a", "b"]), Flaw(name: "nonce", value: .null), Flaw(name: "jti", value: 7),
    ]

    @Test(arguments: flaws)
    func aFlawEndsOnAPage(_ flaw: Flaw) async throws {
        let step = try await Self.authorize(Self.object([(flaw.name, flaw.value)]))
        #expect(step.refusal?.error.code == .invalidRequestObject)
    }

    @Test(arguments: ["at+jwt", "logout+jwt", "dpop+jwt"])
    func anotherKindOfTokenIsNoRequest(_ type: String) async throws {
        #expect(try await Self.authorize(Self.object(type: type)).refusal?.error.code == .invalidRequestObject)
    }

    @Test func anotherKeyIsRefused() async throws {
        let step = try await Self.authorize(Self.object(key: TestKeys.signingKey(.es256)))
        #expect(step.refusal?.error.code == .invalidRequestObject)
    }

    @Test(arguments: ["", "a.b.c", "e30.e30."])
    func whatIsNoTokenIsRefused(_ text: String) async throws {
        let step = try await Self.authorize(text.isEmpty ? "." : text)
        #expect(step.refusal?.error.code == .invalidRequestObject)
    }

    @Test func anUnsignedObjectIsRefused() async throws {
        let header = Base64URL.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
        let payload = try Self.object().split(separator: ".")[1]
        #expect(try await Self.authorize("\(header).\(payload).").refusal?.error.code == .invalidRequestObject)
    }

    @Test func aClientWithoutKeysCannotSign() async throws {
        let step = try await Self.authorize(Self.object(), client: .app())
        #expect(step.refusal?.error.code == .requestNotSupported)
    }

    @Test func aRequestStandsBesideNoReference() async throws {
        let step = try await Self.authorize(Self.object(), outside: [("request_uri", "urn:x")])
        #expect(step.refusal?.error.code == .invalidRequest)
    }

    @Test func anObjectWithANameLeadsToOneCode() async throws {
        let test = try await TestServer(clients: [try Self.client()])
        var browser = TestBrowser(test.server)
        _ = try await browser.allow()
        let object = try Self.object([("jti", "once")])
        let parameters = try Parameters([("client_id", "app"), ("request", object)])
        #expect(await test.server.authorize(parameters, browser: browser.context).answer?["code"] != nil)
        let again = await test.server.authorize(parameters, browser: browser.context)
        #expect(again.error == "invalid_request_object")
    }

    @Test func aClientMayHaveToSign() async throws {
        let client = try Self.client { $0.requiresSignedRequests = true }
        let test = try await TestServer(clients: [client])
        let browser = TestBrowser(test.server)
        #expect(try await browser.authorize().refusal?.error.code == .invalidRequest)
        #expect(try await Self.authorize(Self.object(), client: client).error == "login_required")
    }

    @Test func aSignedRequestMayBePushed() async throws {
        let client = try Self.client { $0.requiresSignedRequests = true }
        let test = try await TestServer(clients: [client])
        let parameters = try Parameters([("client_id", "app"), ("request", Self.object())])
        try await test.server.checkPushed(parameters, by: client, now: TestServer.now)
        let body = try Array("client_id=app&request=\(Self.object())".utf8)
        try await test.store.push(
            PushedRequest(
                digest: SecretDigest.of("r"),
                clientID: client.id,
                parameters: body,
                expiresAt: TestServer.now + 90
            )
        )
        let browser = TestBrowser(test.server)
        let pushed = try Parameters([("client_id", "app"), ("request_uri", "urn:ietf:params:oauth:request_uri:r")])
        #expect(await test.server.authorize(pushed, browser: browser.context).error == "login_required")
    }
}
