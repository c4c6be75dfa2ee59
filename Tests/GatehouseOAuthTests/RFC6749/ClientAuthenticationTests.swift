import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §2.3 — client authentication")
struct ClientAuthenticationTests {
    private func ask(
        _ server: TestServer,
        body: String = "grant_type=client_credentials",
        authorization: String? = nil
    ) async throws -> TokenResponse {
        try await server.server.token(
            Parameters(body: body),
            authorization: authorization,
            now: TestServer.now
        )
    }

    @Test func basicCredentialsAreFormDecoded() async throws {
        let server = try await TestServer()
        let answer = try await ask(server, authorization: Basic.header("reader", Client.secretText))
        #expect(!answer.scope.isEmpty)
    }

    @Test(arguments: ["basic ", "BASIC ", "BaSiC  "])
    func theSchemeNameIgnoresCase(_ scheme: String) async throws {
        let server = try await TestServer()
        let header = scheme + Basic.header("reader", Client.secretText).dropFirst(6)
        _ = try await ask(server, authorization: header)
    }

    @Test func basicWithTheSameClientIDInTheBodyIsOneMethod() async throws {
        let server = try await TestServer()
        _ = try await ask(
            server,
            body: "grant_type=client_credentials&client_id=reader",
            authorization: Basic.header("reader", Client.secretText)
        )
    }

    @Test func secretInTheBodyIsAccepted() async throws {
        let server = try await TestServer()
        let secret = Basic.encoded(Client.secretText)
        _ = try await ask(server, body: "grant_type=client_credentials&client_id=reader&client_secret=\(secret)")
    }

    /// A request that must be refused with one code.
    struct Attempt: CustomTestStringConvertible {
        let why: String
        let body: String
        let authorization: String?
        let code: OAuthError.Code

        init(_ why: String, _ body: String, _ authorization: String?, _ code: OAuthError.Code) {
            self.why = why
            self.body = "grant_type=client_credentials&" + body
            self.authorization = authorization
            self.code = code
        }

        var testDescription: String { why }
    }

    private static let right = Basic.header("reader", Client.secretText)

    static let attempts = [
        Attempt("basic and post", "client_id=reader&client_secret=x", right, .invalidRequest),
        Attempt("basic and a secret alone", "client_secret=x", right, .invalidRequest),
        Attempt("basic and another client id", "client_id=other", right, .invalidRequest),
        Attempt("basic and an assertion", "client_assertion=x", right, .invalidRequest),
        Attempt("post and an assertion", "client_id=reader&client_secret=x&client_assertion=y", nil, .invalidRequest),
        Attempt("an assertion", "client_assertion=x&client_assertion_type=y", nil, .invalidClient),
        Attempt("nothing", "", nil, .invalidClient),
        Attempt("a secret without client id", "client_secret=x", nil, .invalidClient),
        Attempt("a client id without secret", "client_id=reader", nil, .invalidClient),
        Attempt("an empty secret", "client_id=reader&client_secret=", nil, .invalidClient),
        Attempt("a wrong secret", "client_id=reader&client_secret=wrong", nil, .invalidClient),
        Attempt("an unknown client", "client_id=nobody&client_secret=wrong", nil, .invalidClient),
        Attempt("no client id at all", "client_id=a%20b&client_secret=wrong", nil, .invalidClient),
        Attempt("an overlong client id", "client_id=\(String(repeating: "a", count: 300))", nil, .invalidClient),
        Attempt(
            "an overlong secret",
            "client_id=reader&client_secret=\(String(repeating: "a", count: 20_000))",
            nil,
            .invalidClient
        ),
        Attempt("a disabled client", "client_id=disabled&client_secret=s", nil, .invalidClient),
        Attempt("a public client with a secret", "client_id=public&client_secret=s", nil, .invalidClient),
        Attempt("a public client without the grant", "client_id=public", nil, .unauthorizedClient),
        Attempt("bearer", "", "Bearer abc", .invalidClient),
        Attempt("an empty header", "", "", .invalidClient),
        Attempt("a scheme alone", "", "Basic", .invalidClient),
        Attempt("a scheme with a space", "", "Basic ", .invalidClient),
        Attempt("no base64", "", "Basic §§§", .invalidClient),
        Attempt("base64url", "", "Basic _-_-", .invalidClient),
        Attempt("base64 without padding", "", "Basic cmVhZGVyOng", .invalidClient),
        Attempt("two credentials", "", right + ", " + right, .invalidClient),
        Attempt("no colon", "", Basic.raw("reader"), .invalidClient),
        Attempt("a broken escape", "", Basic.raw("reader:%zz"), .invalidClient),
        Attempt("a NUL", "", Basic.raw("reader:%00"), .invalidClient),
        Attempt("Latin-1", "", "Basic " + "cmVhZGVyOvw=", .invalidClient),
        Attempt("basic with a wrong secret", "", Basic.header("reader", "wrong"), .invalidClient),
        Attempt("basic with an empty secret", "", Basic.raw("reader:"), .invalidClient),
        Attempt("an unescaped secret with a plus", "", Basic.raw("reader:s3cr3t +"), .invalidClient),
    ]

    @Test(arguments: attempts)
    func failedAuthenticationIsRefused(_ attempt: Attempt) async throws {
        let server = try await TestServer(clients: [
            .reader(),
            .reader(id: "disabled", secrets: [.of("s")], disabledAt: 5),
            .reader(id: "public", grants: [.authorizationCode], isPublic: true),
        ])
        let error = await refusal {
            _ = try await ask(server, body: attempt.body, authorization: attempt.authorization)
        }
        #expect(error?.code == attempt.code)
    }

    @Test func wrongSecretUnknownClientAndDisabledClientGetTheSameAnswer() async throws {
        let server = try await TestServer(clients: [
            .reader(), .reader(id: "disabled", disabledAt: 5),
        ])
        let wrong = await refusal { _ = try await server.token(secret: "wrong") }
        let unknown = await refusal { _ = try await server.token(client: "nobody") }
        let disabled = await refusal { _ = try await server.token(client: "disabled") }
        #expect(wrong != nil)
        #expect(wrong == unknown)
        #expect(wrong == disabled)
    }

    @Test func bothLiveSecretsAuthenticate() async throws {
        let client = Client.reader(secrets: [.of("old", id: "old"), .of("new", id: "new")])
        let server = try await TestServer(clients: [client])
        _ = try await server.token(secret: "old")
        _ = try await server.token(secret: "new")
    }

    @Test func theSecretThatAuthenticatedIsNotedAsUsed() async throws {
        let client = Client.reader(secrets: [.of("old", id: "old"), .of("new", id: "new")])
        let server = try await TestServer(clients: [client])
        _ = try await server.token(secret: "new", now: 1_700_000_500)
        let stored = try await server.store.client(.fixture("reader"))
        #expect(stored?.secrets.map(\.lastUsedAt) == [nil, 1_700_000_500])
    }

    @Test func aFailedAttemptNotesNoUse() async throws {
        let server = try await TestServer()
        _ = await refusal { _ = try await server.token(secret: "wrong") }
        let stored = try await server.store.client(.fixture("reader"))
        #expect(stored?.secrets.map(\.lastUsedAt) == [nil])
    }

    @Test func aDigestOfZerosIsNoWayIn() async throws {
        let zeros = ClientSecret(id: "z", label: "z", digest: Array(repeating: 0, count: 32), createdAt: 1)
        let server = try await TestServer(clients: [.reader(secrets: [zeros])])
        let error = await refusal { _ = try await server.token(secret: "") }
        #expect(error?.code == .invalidClient)
    }
}

@Suite("Comparison of digests")
struct SecretDigestTests {
    @Test func equalDigestsAreEqual() {
        #expect(SecretDigest.isEqual(SecretDigest.of("a"), SecretDigest.of("a")))
    }

    @Test(arguments: 0..<32)
    func oneOtherBitAnywhereIsADifference(_ index: Int) {
        let digest = SecretDigest.of("a")
        var other = digest
        other[index] ^= 0x80
        #expect(!SecretDigest.isEqual(digest, other))
    }

    @Test func anotherLengthIsADifference() {
        #expect(!SecretDigest.isEqual([], [0]))
    }

    @Test func theDigestIsSHA256OfTheUTF8() {
        let hex = SecretDigest.of("abc")
            .map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }
        #expect(hex.joined() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
