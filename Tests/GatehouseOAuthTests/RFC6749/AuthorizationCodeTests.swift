import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §4.1 — authorization code")
struct AuthorizationCodeTests {
    private func makeServer(_ clients: [Client] = [.app()], users: [User] = [.ada]) async throws -> TestServer {
        try await TestServer(clients: clients, users: users)
    }

    @Test func theAnswerHasItsMembersInTheOrderOfTheContract() async throws {
        let server = try await makeServer()
        try await server.allow()
        let answer = try await server.redeem()
        let access = answer.accessToken.withExposedValue { $0 }
        let id = try #require(answer.idToken).withExposedValue { $0 }
        let refresh = try #require(answer.refreshToken).withExposedValue { $0 }
        #expect(
            String(decoding: answer.json(), as: UTF8.self)
                == #"{"access_token":"\#(access)","expires_in":3599,"id_token":"\#(id)","refresh_token":"\#(refresh)","#
                + #""scope":"offline_access openid tstapp_data.read","token_type":"bearer"}"#
        )
        #expect(Base64URL.decode(refresh)?.count == 32)
    }

    @Test func withoutOfflineAccessThereIsNoRefreshToken() async throws {
        let server = try await makeServer()
        try await server.allow(scope: ["openid", "tstapp_data.read"])
        #expect(try await server.redeem().refreshToken == nil)
    }

    @Test func aClientThatIsNotRegisteredForRefreshTokensGetsNone() async throws {
        let server = try await makeServer([.app(grants: [.authorizationCode])])
        try await server.allow()
        #expect(try await server.redeem().refreshToken == nil)
    }

    @Test func withoutOpenIDThereIsNoIDToken() async throws {
        let server = try await makeServer()
        try await server.allow(scope: ["tstapp_data.read"])
        let answer = try await server.redeem()
        #expect(answer.idToken == nil)
        #expect(try server.verified(answer).audience == ["https://api.example.test/tstapp"])
    }

    @Test func aCodeHoldsForSixtySeconds() async throws {
        let server = try await makeServer()
        try await server.allow(code: "early", grantID: "early")
        try await server.allow(code: "late", grantID: "late")
        _ = try await server.redeem("early", now: TestServer.now + 59)
        let error = await refusal { _ = try await server.redeem("late", now: TestServer.now + 60) }
        #expect(error?.code == .invalidGrant)
    }

    @Test(
        arguments: [
            nil, "https://app.example.test/callback/", "https://app.example.test/Callback",
            "https://app.example.test/callback?x=1", "https://evil.example/callback",
            "https://app.example.test/other",
        ] as [String?]
    )
    func theRedirectURIMustBeRepeatedOctetByOctet(_ redirectURI: String?) async throws {
        let server = try await makeServer([.app(redirectURIs: [Client.callback, "https://app.example.test/other"])])
        try await server.allow()
        let error = await refusal { _ = try await server.redeem(redirectURI: redirectURI) }
        #expect(error?.code == .invalidGrant)
    }

    @Test(arguments: [nil, Client.callback] as [String?])
    func aRequestWithoutRedirectURINeedsNoneOrTheRegisteredOne(_ redirectURI: String?) async throws {
        let server = try await makeServer()
        try await server.allow(redirectURI: nil)
        _ = try await server.redeem(redirectURI: redirectURI)
    }

    @Test func aRequestWithoutRedirectURITakesNoStrangeOne() async throws {
        let server = try await makeServer()
        try await server.allow(redirectURI: nil)
        let error = await refusal { _ = try await server.redeem(redirectURI: "https://evil.example/") }
        #expect(error?.code == .invalidGrant)
    }

    @Test func anotherClientCannotRedeemACodeNorBurnIt() async throws {
        let server = try await makeServer([.app(), .app(id: "other")])
        try await server.allow()
        #expect(await refusal { _ = try await server.redeem(client: "other") }?.code == .invalidGrant)
        _ = try await server.redeem()
    }

    @Test func everyRefusalHasTheSameText() async throws {
        let server = try await makeServer()
        for code in ["verifier", "redirect", "expired", "replayed"] {
            try await server.allow(code: code, grantID: code)
        }
        _ = try await server.redeem("replayed")
        let refusals = [
            await refusal { _ = try await server.redeem("unknown") },
            await refusal { _ = try await server.redeem("verifier", verifier: "wrong") },
            await refusal { _ = try await server.redeem("redirect", redirectURI: nil) },
            await refusal { _ = try await server.redeem("expired", now: TestServer.now + 60) },
            await refusal { _ = try await server.redeem("replayed") },
        ]
        #expect(Set(refusals.map { $0?.description }).count == 1)
        #expect(refusals.allSatisfy { $0?.code == .invalidGrant })
    }

    @Test func aConfidentialClientMustAuthenticate() async throws {
        let server = try await makeServer([.app(isPublic: false)])
        try await server.allow()
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidClient)
        _ = try await server.redeem(secret: Client.secretText)
    }

    @Test func aClientThatIsNotRegisteredForCodesLeavesThemAlone() async throws {
        let server = try await makeServer([.app(grants: [.refreshToken])])
        try await server.allow()
        #expect(await refusal { _ = try await server.redeem() }?.code == .unauthorizedClient)
    }

    @Test func aDisabledPersonGetsNothing() async throws {
        let disabled = User.fixture("ada", disabledAt: 1_000)
        let server = try await makeServer(users: [disabled])
        try await server.allow()
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidGrant)
    }

    @Test func aGrantThatWasTakenBackMeanwhileGivesNothing() async throws {
        let server = try await makeServer()
        try await server.allow()
        _ = try await server.store.withdraw(
            .fixture("app"),
            of: User.ada.id,
            at: TestServer.now,
            revocation: { .spent($0, now: TestServer.now, lifetime: 3600) },
            audit: .fixture()
        )
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidGrant)
    }

    @Test func aFailingStoreIsNotTheClientsFault() async throws {
        let server = try await makeServer()
        try await server.allow()
        server.store.fail(with: .unavailable("gone"))
        #expect(await refusal { _ = try await server.redeem() }?.code == .temporarilyUnavailable)
    }

    @Test(arguments: ["code", "grant_type", "code_verifier"])
    func aMissingParameterIsAnInvalidRequest(_ missing: String) async throws {
        let server = try await makeServer()
        let parameters: [(String, String?)] = [
            ("grant_type", "authorization_code"), ("code", "code"), ("code_verifier", TestServer.verifier),
        ]
        let error = await refusal { _ = try await server.ask(parameters.filter { $0.0 != missing }) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func theFirstTokensOfAClientAreAuditedOnce() async throws {
        let server = try await makeServer()
        try await server.allow(code: "first", grantID: "first")
        try await server.allow(code: "second", grantID: "second")
        _ = try await server.redeem("first")
        _ = try await server.redeem("second")
        let events = try await server.audit().filter { $0.kind == .clientFirstIssued(client: .fixture("app")) }
        #expect(events.count == 1)
        #expect(events.first?.actor == "app")
        #expect(try await server.store.client(.fixture("app"))?.firstIssuedAt == TestServer.now)
    }

    @Test func aRefusalIsNoFirstIssuance() async throws {
        let server = try await makeServer()
        _ = await refusal { _ = try await server.redeem("unknown") }
        #expect(try await server.store.client(.fixture("app"))?.firstIssuedAt == nil)
    }
}
