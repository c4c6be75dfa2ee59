import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8693 — token exchange")
struct TokenExchangeTests {
    /// `app` is what people use; `backend` is the server of tstapp, `stranger` belongs to billing.
    private func makeServer(_ others: [Client] = []) async throws -> TestServer {
        try await TestServer(
            clients: [
                .app(),
                .app(id: "backend", isPublic: false),
                .app(id: "stranger", application: "billing", isPublic: false),
            ] + others
        )
    }

    private func subject(
        _ server: TestServer,
        client: String = "app",
        scope: [String] = ["openid", "offline_access", "tstapp_data.read", "tstapp_datamanagement", "billing_invoices"]
    ) async throws -> TokenResponse {
        try await server.allow(client: client, scope: scope)
        return try await server.redeem(client: client, secret: client == "app" ? nil : Client.secretText)
    }

    private func exchange(
        _ server: TestServer,
        _ token: TokenResponse,
        by client: String = "backend",
        secret: String? = Client.secretText,
        actor: TokenResponse? = nil,
        scope: String? = nil,
        extra: [(String, String?)] = [],
        proofs: [String] = [],
        now: Int64 = TestServer.now + 10
    ) async throws(OAuthError) -> TokenResponse {
        let text = actor?.accessToken.withExposedValue { $0 }
        return try await server.ask(
            [
                ("grant_type", GrantType.tokenExchange.rawValue),
                ("subject_token", token.accessToken.withExposedValue { $0 }),
                ("subject_token_type", TokenExchangeRequest.accessTokenType),
                ("actor_token", text),
                ("actor_token_type", text.map { _ in TokenExchangeRequest.accessTokenType }),
                ("scope", scope),
            ] + extra,
            client: client,
            secret: secret,
            proofs: proofs,
            now: now
        )
    }

    @Test func theNewTokenSpeaksAboutThePersonAndSaysWhoActs() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let answer = try await exchange(server, subject, scope: "tstapp_data.read")
        #expect(answer.issuedTokenType == "urn:ietf:params:oauth:token-type:access_token")
        #expect(answer.scope == "tstapp_data.read")
        #expect(answer.refreshToken == nil && answer.idToken == nil)
        let token = try server.verified(answer)
        #expect(token.subject == User.ada.id.value)
        #expect(token.clientID == "backend")
        #expect(token.grantID == TestServer.grantID)
        #expect(token.audience == ["https://api.example.test/tstapp"])
        #expect(token.claims["act"] == ["sub": "backend"])
        #expect(token.authenticationTime == TestServer.now - 5)
        #expect(token.claims["amr"] == ["pwd"])
        #expect(token.claims["sid"] == "session")
        #expect(token.claims["department"] == "finance")
        #expect(token.expiresAt == TestServer.now + 3600)
        #expect(answer.expiresIn == 3589)
        let body = String(decoding: answer.json(), as: UTF8.self)
        #expect(body.contains(#""issued_token_type":"urn:ietf:params:oauth:token-type:access_token","scope""#))
    }

    @Test func withoutAScopeItCarriesWhatBothHave() async throws {
        let server = try await makeServer([
            .app(id: "narrow", scopes: ["tstapp_data.read", "tstapp_data.write", "openid"], isPublic: false)
        ])
        let answer = try await exchange(server, try await subject(server), by: "narrow")
        #expect(answer.scope == "tstapp_data.read")
    }

    @Test(arguments: ["tstapp_data.write", "openid", "offline_access", "unknown", "tstapp_data.read tstapp_data.write"])
    func noScopeIsAdded(_ scope: String) async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let error = await refusal { _ = try await exchange(server, subject, scope: scope) }
        #expect(error?.code == .invalidScope)
    }

    @Test(arguments: ["resource", "audience"])
    func aTargetNarrowsIt(_ name: String) async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let answer = try await exchange(server, subject, extra: [(name, "urn:example:billing")])
        #expect(try server.verified(answer).audience == ["urn:example:billing"])
        #expect(try server.verified(answer).claims["department"] == nil)
        let error = await refusal { _ = try await exchange(server, subject, extra: [(name, "urn:other")]) }
        #expect(error?.code == .invalidTarget)
    }

    @Test func aTokenForSomebodyElseIsRefused() async throws {
        let server = try await makeServer()
        let subject = try await subject(server, scope: ["tstapp_data.read"])
        let error = await refusal { _ = try await exchange(server, subject, by: "stranger") }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aClientMayNarrowItsOwnToken() async throws {
        let server = try await makeServer()
        let subject = try await subject(server, client: "stranger", scope: ["tstapp_data.read", "billing_invoices"])
        let answer = try await exchange(server, subject, by: "stranger", scope: "tstapp_data.read")
        #expect(answer.scope == "tstapp_data.read")
    }

    @Test func aPublicClientMayNotExchange() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let error = await refusal { _ = try await exchange(server, subject, by: "app", secret: nil) }
        #expect(error?.code == .unauthorizedClient)
    }

    @Test func aClientThatIsNotRegisteredForItMayNotExchange() async throws {
        let server = try await makeServer([.app(id: "plain", grants: [.authorizationCode], isPublic: false)])
        let subject = try await subject(server)
        let error = await refusal { _ = try await exchange(server, subject, by: "plain") }
        #expect(error?.code == .unauthorizedClient)
    }

    @Test func anExpiredTokenIsRefused() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        _ = try await exchange(server, subject, now: TestServer.now + 3599)
        let error = await refusal { _ = try await exchange(server, subject, now: TestServer.now + 3600) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aBoundTokenIsRefused() async throws {
        let server = try await makeServer()
        try await server.allow()
        let bound = try await server.redeem(proofs: [try TestProof.first().make()])
        let error = await refusal { _ = try await exchange(server, bound) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func anIDTokenIsNoAccessToken() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let idToken = try #require(subject.idToken)
        let error = await refusal {
            _ = try await server.ask(
                [
                    ("grant_type", GrantType.tokenExchange.rawValue),
                    ("subject_token", idToken.withExposedValue { $0 }),
                    ("subject_token_type", TokenExchangeRequest.accessTokenType),
                ],
                client: "backend",
                secret: Client.secretText
            )
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func withdrawingTheGrantReachesTheExchangedToken() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let answer = try await exchange(server, subject)
        _ = await refusal { _ = try await server.redeem() }
        #expect(try !server.isLive(answer))
        #expect(await refusal { _ = try await exchange(server, subject) }?.code == .invalidRequest)
    }

    @Test func aGrantThatOnlyTheStoreKnowsAsTakenBackGivesNothing() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        _ = try await server.store.revokeGrants(
            of: User.ada.id,
            at: TestServer.now,
            revocation: { .spent($0, now: TestServer.now, lifetime: 3600) },
            audit: .fixture()
        )
        #expect(await refusal { _ = try await exchange(server, subject) }?.code == .invalidRequest)
    }

    @Test func itIsAudited() async throws {
        let server = try await makeServer()
        _ = try await exchange(server, try await subject(server), scope: "tstapp_data.read")
        let event = try await server.audit().first { $0.kind.name == "grant.exchanged" }
        #expect(event?.actor == "backend")
        #expect(event?.kind.details["user"] == User.ada.id.value)
        #expect(event?.kind.details["scope"] == "tstapp_data.read")
        #expect(event?.kind.details["grant"] == TestServer.grantID)
    }

    @Test func anActorTokenNamesWhoActs() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        try await server.allow(client: "backend", code: "actor", grantID: "actor")
        let actor = try await server.redeem("actor", client: "backend", secret: Client.secretText)
        let answer = try await exchange(server, subject, actor: actor)
        #expect(try server.verified(answer).claims["act"] == ["sub": .string(User.ada.id.value)])
    }

    @Test func anothersActorTokenIsRefused() async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let error = await refusal { _ = try await exchange(server, subject, actor: subject) }
        #expect(error?.code == .invalidRequest)
    }

    @Test func whoActedBeforeIsKeptInside() async throws {
        let server = try await makeServer()
        let once = try await exchange(server, try await subject(server))
        let twice = try await exchange(server, once)
        #expect(try server.verified(twice).claims["act"] == ["sub": "backend", "act": ["sub": "backend"]])
    }

    @Test func theChainOfActorsIsBounded() async throws {
        let server = try await makeServer()
        var token = try await subject(server)
        for _ in 0..<TokenExchangeGrant.maximumActors { token = try await exchange(server, token) }
        let last = token
        #expect(await refusal { _ = try await exchange(server, last) }?.code == .invalidRequest)
    }

    @Test(arguments: [
        ("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"),
        ("requested_token_type", "urn:ietf:params:oauth:token-type:id_token"),
        ("actor_token_type", TokenExchangeRequest.accessTokenType),
        ("actor_token", "x"),
    ])
    func otherTypesAreRefused(_ name: String, _ value: String) async throws {
        let server = try await makeServer()
        let subject = try await subject(server)
        let error = await refusal {
            _ = try await server.ask(
                [
                    ("grant_type", GrantType.tokenExchange.rawValue),
                    ("subject_token", subject.accessToken.withExposedValue { $0 }),
                    ("subject_token_type", TokenExchangeRequest.accessTokenType),
                    (name, value),
                ],
                client: "backend",
                secret: Client.secretText
            )
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aClientsOwnTokenCanBeNarrowedToo() async throws {
        let server = try await TestServer(clients: [
            .reader(grants: [.clientCredentials, .tokenExchange]), .app(id: "backend", isPublic: false),
        ])
        let answer = try await exchange(server, try await server.token(), scope: "tstapp_data.read")
        let token = try server.verified(answer)
        #expect(token.subject == "reader")
        #expect(token.claims["auth_time"] == nil)
        #expect(try await server.accountEvents() == [.exchanged])
    }

    /// Whatever is asked for: never more scope, never another audience, never a later end.
    @Test(arguments: Seeds.first(150))
    func nothingEverGrows(_ seed: UInt64) async throws {
        var chance = SeededGenerator(seed: seed)
        let all = TestServer.everyScope
        func some() -> [String] { all.filter { _ in Bool.random(using: &chance) } }
        let profile = ClientProfile.with { $0.accessTokenSeconds = Int64.random(in: 1...9_000, using: &chance) }
        let ada = User.fixture("ada", assignedScopes: Bool.random(using: &chance) ? ["tstapp_data.write"] : [])
        let server = try await TestServer(
            clients: [.app(), .app(id: "backend", scopes: some(), isPublic: false, profile: profile)],
            users: [ada]
        )
        try await server.allow(scope: some() + ["tstapp_data.read"])
        var held = try await server.redeem()
        for step in 1...3 {
            let scope = Bool.random(using: &chance) ? some().joined(separator: " ") : nil
            let resource = Bool.random(using: &chance) ? "urn:example:billing" : nil
            let now = TestServer.now + Int64(step) * Int64.random(in: 0...1_500, using: &chance)
            guard
                let answer = try? await exchange(
                    server,
                    held,
                    scope: scope.flatMap { $0.isEmpty ? nil : $0 },
                    extra: [("resource", resource)],
                    now: now
                )
            else { continue }
            let before = try server.verified(held)
            let after = try server.verified(answer)
            #expect(Set(after.scopes).isSubset(of: before.scopes))
            #expect(Set(after.audience).isSubset(of: before.audience))
            #expect(after.expiresAt <= before.expiresAt)
            #expect(after.issuedAt >= before.issuedAt)
            #expect(now + answer.expiresIn < after.expiresAt)
            held = answer
        }
    }
}
