import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 7523 — private_key_jwt")
struct ClientAssertionTests {
    private func refused(
        _ client: Client? = nil,
        now: Int64 = TestServer.now,
        _ change: (inout TestAssertion) throws -> Void
    ) async throws -> OAuthError? {
        let server = try await TestServer(clients: [try client ?? .service()])
        var assertion = try TestAssertion()
        try change(&assertion)
        let text = try assertion.text()
        return await refusal { _ = try await server.token(assertion: text, now: now) }
    }

    @Test func aSignedAssertionAuthenticatesItsClient() async throws {
        let server = try await TestServer(clients: [.service()])
        let answer = try await server.token(assertion: TestAssertion().text())
        #expect(try server.verified(answer).clientID == "service")
    }

    @Test(arguments: ["https://auth.example.test", "https://auth.example.test/oauth2/token"])
    func theServerIsKnownByItsNames(_ name: String) async throws {
        let server = try await TestServer(clients: [.service()])
        _ = try await server.token(assertion: TestAssertion(audience: .string(name)).text())
        _ = try await server.token(assertion: TestAssertion(jti: "2", audience: [.string(name)]).text())
    }

    @Test(arguments: [SigningAlgorithm.es256, .rs256, .ps256, .edDSA])
    func everyAlgorithmIsAccepted(_ algorithm: SigningAlgorithm) async throws {
        let key = try TestKeys.signingKey(algorithm)
        let server = try await TestServer(clients: [.service(keys: [key])])
        _ = try await server.token(assertion: TestAssertion(key: key).text())
    }

    @Test func anAssertionIsUsedOnce() async throws {
        let server = try await TestServer(clients: [.service()])
        let text = try TestAssertion().text()
        _ = try await server.token(assertion: text)
        let error = await refusal { _ = try await server.token(assertion: text) }
        #expect(error?.code == .invalidClient)
        // Another statement with the same jti is the same use.
        var again = try TestAssertion()
        again.claims["iat"] = .integer(TestServer.now - 1)
        let other = try again.text()
        let second = await refusal { _ = try await server.token(assertion: other) }
        #expect(second?.code == .invalidClient)
    }

    @Test func twoClientsMayChooseTheSameID() async throws {
        let server = try await TestServer(clients: [.service(), .service(id: "other")])
        _ = try await server.token(assertion: TestAssertion().text())
        _ = try await server.token(assertion: TestAssertion(client: "other").text())
    }

    @Test(arguments: ["iss", "sub", "aud", "exp", "jti"])
    func everyClaimIsNeeded(_ name: String) async throws {
        #expect(try await refused { $0.claims[name] = nil }?.code == .invalidClient)
    }

    @Test func anotherIssuerOrSubjectIsRefused() async throws {
        #expect(try await refused { $0.claims["iss"] = "another" }?.code == .invalidClient)
        #expect(try await refused { $0.claims["sub"] = "another" }?.code == .invalidClient)
    }

    @Test func anAudienceThatIsNotOursIsRefusedAlsoBesideOurs() async throws {
        #expect(try await refused { $0.claims["aud"] = "https://other.test" }?.code == .invalidClient)
        let both: JSONValue = [.string(TestServer.issuer), "https://other.test"]
        #expect(try await refused { $0.claims["aud"] = both }?.code == .invalidClient)
        #expect(try await refused { $0.claims["aud"] = [] }?.code == .invalidClient)
    }

    @Test func itsTimeIsBounded() async throws {
        let now = TestServer.now
        #expect(try await refused(now: now + 60) { _ in }?.code == .invalidClient)
        #expect(try await refused { $0.claims["exp"] = .integer(now + 3_661) }?.code == .invalidClient)
        #expect(try await refused { $0.claims["iat"] = .integer(now + 61) }?.code == .invalidClient)
        #expect(try await refused { $0.claims["nbf"] = .integer(now + 61) }?.code == .invalidClient)
        let server = try await TestServer(clients: [.service()])
        var late = try TestAssertion()
        late.claims["iat"] = .integer(now + 60)
        late.claims["nbf"] = .integer(now + 60)
        late.claims["exp"] = .integer(now + 3_660)
        _ = try await server.token(assertion: late.text())
    }

    @Test func aStrangersSignatureIsRefused() async throws {
        #expect(try await refused { $0.key = try TestKeys.otherSigningKey() }?.code == .invalidClient)
    }

    @Test(arguments: ["oauth-authz-req+jwt", "at+jwt", "dpop+jwt", "logout+jwt"])
    func whatWasSignedForAnotherPurposeIsRefused(_ type: String) async throws {
        #expect(try await refused { $0.type = type }?.code == .invalidClient)
    }

    @Test func anotherTypeOfAssertionIsRefused() async throws {
        let server = try await TestServer(clients: [.service()])
        let text = try TestAssertion().text()
        for type in ["", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", TestAssertion.type + " "] {
            let error = await refusal { _ = try await server.token(assertion: text, type: type) }
            #expect(error?.code == .invalidClient)
        }
        _ = try await server.token(assertion: text)
    }

    @Test func thereIsExactlyOneMethod() async throws {
        let server = try await TestServer(clients: [.service()])
        let text = try TestAssertion().text()
        let secret = await refusal {
            _ = try await server.token(assertion: text, adding: [("client_secret", "s")])
        }
        #expect(secret?.code == .invalidRequest)
        let basic = await refusal {
            _ = try await server.token(assertion: text, authorization: Basic.header("service", "s"))
        }
        #expect(basic?.code == .invalidRequest)
        let other = await refusal { _ = try await server.token(assertion: text, adding: [("client_id", "other")]) }
        #expect(other?.code == .invalidClient)
        _ = try await server.token(assertion: text, adding: [("client_id", "service")])
    }

    @Test func everyFailureHasTheSameText() async throws {
        let wrong = try await refused { $0.key = try TestKeys.otherSigningKey() }
        let unknown = try await refused { $0.claims["sub"] = "nobody" }
        let disabled = try await refused(.service(disabledAt: 5)) { _ in }
        let another = try await refused(.reader(id: "service")) { _ in }
        #expect(wrong != nil)
        #expect([unknown, disabled, another].allSatisfy { $0 == wrong })
    }

    @Test func aClientOfThisMethodHasNoOther() async throws {
        let server = try await TestServer(clients: [.service(secrets: [.of("s")])])
        let post = await refusal { _ = try await server.token(client: "service", secret: "s") }
        #expect(post?.code == .invalidClient)
        let parameters = try Parameters(body: "grant_type=client_credentials&client_id=service")
        let none = await refusal {
            _ = try await server.server.token(parameters, authorization: nil, now: TestServer.now)
        }
        #expect(none?.code == .invalidClient)
    }

    @Test(arguments: [nil, ClientAuthenticationMethod.basic, .post, .tlsClientAuth, .selfSignedTLS])
    func aClientOfAnotherMethodCannotUseIt(_ method: ClientAuthenticationMethod?) async throws {
        #expect(try await refused(.service(method: method)) { _ in }?.code == .invalidClient)
    }

    @Test func aPinnedMethodIsTheOnlyOne() async throws {
        let secret = ClientSecret.of(Client.secretText)
        let server = try await TestServer(clients: [
            .service(id: "basic", method: .basic, secrets: [secret]),
            .service(id: "post", method: .post, secrets: [secret]),
        ])
        func basic(_ client: String) async throws -> TokenResponse {
            try await server.server.token(
                Parameters(body: "grant_type=client_credentials"),
                authorization: Basic.header(client, Client.secretText),
                now: TestServer.now
            )
        }
        _ = try await basic("basic")
        _ = try await server.token(client: "post")
        #expect(await refusal { _ = try await basic("post") }?.code == .invalidClient)
        #expect(await refusal { _ = try await server.token(client: "basic") }?.code == .invalidClient)
    }
}

@Suite("RFC 7591 §2 — keys that a client publishes")
struct PublishedClientKeysTests {
    private static let uri = "https://service.example.test/keys"

    private static func answer(_ keys: SigningKey...) -> Result<OutboundAnswer, OutboundFailure> {
        .success(OutboundAnswer(status: 200, body: Array(VerificationKeySet(keys.map(\.verificationKey)).json.utf8)))
    }

    private func server(_ outbound: ScriptedOutbound) async throws -> TestServer {
        try await TestServer(clients: [.service(keysURI: Self.uri)], outbound: outbound)
    }

    @Test func theyAreFetchedAndKeptForFiveMinutes() async throws {
        let outbound = ScriptedOutbound([Self.uri: [Self.answer(try TestKeys.signingKey(.es256))]])
        let server = try await server(outbound)
        for (number, later) in [Int64(0), 100, 299].enumerated() {
            let now = TestServer.now + later
            _ = try await server.token(assertion: TestAssertion(jti: "\(number)", now: now).text(), now: now)
        }
        #expect(outbound.calls.count == 1)
        let now = TestServer.now + 300
        _ = try await server.token(assertion: TestAssertion(jti: "late", now: now).text(), now: now)
        #expect(outbound.calls.count == 2)
    }

    @Test func anUnknownKeyIsLookedForOnceAMinute() async throws {
        let old = try TestKeys.signingKey(.es256)
        let new = try TestKeys.otherSigningKey()
        let outbound = ScriptedOutbound([Self.uri: [Self.answer(old), Self.answer(old, new)]])
        let server = try await server(outbound)
        func ask(_ jti: String, _ key: SigningKey, _ now: Int64) async throws(OAuthError) {
            guard let text = try? TestAssertion(jti: jti, now: now, key: key).text() else { return }
            _ = try await server.token(assertion: text, now: now)
        }
        try await ask("1", old, TestServer.now)
        #expect(await refusal { try await ask("2", new, TestServer.now + 59) }?.code == .invalidClient)
        #expect(outbound.calls.count == 1)
        try await ask("3", new, TestServer.now + 60)
        #expect(outbound.calls.count == 2)
    }

    @Test func whatCannotBeFetchedIsAskedForAgainAfterAMinute() async throws {
        let outbound = ScriptedOutbound([
            Self.uri: [.failure(.unreachable("down")), Self.answer(try TestKeys.signingKey(.es256))]
        ])
        let server = try await server(outbound)
        let text = try TestAssertion().text()
        #expect(await refusal { _ = try await server.token(assertion: text) }?.code == .invalidClient)
        #expect(await refusal { _ = try await server.token(assertion: text) }?.code == .invalidClient)
        #expect(outbound.calls.count == 1)
        let now = TestServer.now + 60
        _ = try await server.token(assertion: TestAssertion(now: now).text(), now: now)
    }

    @Test func manyAtOnceAreOneFetch() async throws {
        let outbound = ScriptedOutbound([Self.uri: [Self.answer(try TestKeys.signingKey(.es256))]])
        let server = try await server(outbound)
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                let text = try TestAssertion(jti: "\(number)").text()
                group.addTask { _ = try await server.token(assertion: text) }
            }
            try await group.waitForAll()
        }
        #expect(outbound.calls.count == 1)
    }

    @Test func whoeverHasNoKeyCausesNoFetch() async throws {
        let outbound = ScriptedOutbound()
        let server = try await TestServer(clients: [.service(method: .basic, keysURI: Self.uri)], outbound: outbound)
        let text = try TestAssertion().text()
        _ = await refusal { _ = try await server.token(assertion: text) }
        #expect(outbound.calls.isEmpty)
    }
}
