import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 7662 — introspection of people's tokens")
struct PersonIntrospectionTests {
    private func redeem(
        scope: [String] = ["openid", "profile", "offline_access", "tstapp_data.read"],
        proofs: [String] = []
    ) async throws -> (server: TestServer, access: String, refresh: String) {
        let server = try await TestServer(clients: [
            .app(isPublic: false), .reader(id: "owner", scopes: ["tstapp_data.read"]),
        ])
        try await server.allow(scope: scope)
        let answer = try await server.redeem(secret: Client.secretText, proofs: proofs)
        let refresh = try #require(answer.refreshToken).withExposedValue { $0 }
        return (server, answer.accessToken.withExposedValue { $0 }, refresh)
    }

    @Test func anAccessTokenSaysWhoSignedInWhenAndHow() async throws {
        let (server, access, _) = try await redeem()
        let answer = try await server.introspected(access, by: "owner")
        #expect(
            answer.members.map(\.name) == [
                "active", "scope", "client_id", "token_type", "exp", "iat", "nbf", "sub", "aud", "iss", "jti",
                "username", "auth_time", "acr",
            ]
        )
        #expect(answer["username"] == "ada")
        #expect(answer["auth_time"] == .integer(TestServer.now - 5))
        #expect(answer["token_type"] == "bearer")
    }

    @Test func theNameIsOnlyForWhoMayKnowThePerson() async throws {
        let (server, access, _) = try await redeem(scope: ["offline_access", "tstapp_data.read"])
        #expect(try await server.introspected(access, by: "owner")["username"] == nil)
    }

    @Test func aBoundTokenSaysWhatItNeeds() async throws {
        let proof = try TestProof.first()
        let (server, access, _) = try await redeem(proofs: [proof.make()])
        let answer = try await server.introspected(access, by: "owner")
        #expect(answer["token_type"] == "DPoP")
        #expect(answer["cnf"] == ["jkt": .string(proof.thumbprint)])
    }

    @Test func whoActsIsTold() async throws {
        let (server, access, _) = try await redeem()
        let exchanged = try await server.ask(
            [
                ("grant_type", GrantType.tokenExchange.rawValue), ("subject_token", access),
                ("subject_token_type", TokenExchangeRequest.accessTokenType),
            ],
            secret: Client.secretText
        )
        let text = exchanged.accessToken.withExposedValue { $0 }
        #expect(try await server.introspected(text, by: "owner")["act"] == ["sub": "app"])
    }

    @Test func aClientSeesItsOwnRefreshToken() async throws {
        let (server, _, refresh) = try await redeem()
        let answer = try await server.introspected(refresh, by: "app")
        #expect(
            answer == [
                "active": true, "scope": "offline_access openid profile tstapp_data.read", "client_id": "app",
                "exp": .integer(TestServer.now + 2_592_000), "iat": .integer(TestServer.now),
                "sub": .string(User.ada.id.value),
            ]
        )
    }

    @Test func anothersRefreshTokenIsInactiveAndNothingMore() async throws {
        let (server, _, refresh) = try await redeem()
        #expect(try await server.introspected(refresh, by: "owner") == ["active": false])
    }

    @Test func aRotatedRefreshTokenIsInactive() async throws {
        let (server, _, refresh) = try await redeem()
        let next = try await server.refresh(Secret(refresh), secret: Client.secretText)
        #expect(try await server.introspected(refresh, by: "app") == ["active": false])
        let text = try #require(next.refreshToken).withExposedValue { $0 }
        #expect(try await server.introspected(text, by: "app")["active"] == true)
    }

    @Test func anExpiredRefreshTokenIsInactive() async throws {
        let (server, _, refresh) = try await redeem()
        let end = TestServer.now + 2_592_000
        #expect(try await server.introspected(refresh, by: "app", now: end - 1)["active"] == true)
        #expect(try await server.introspected(refresh, by: "app", now: end)["active"] == false)
    }

    @Test func aDisabledPersonsRefreshTokenIsInactive() async throws {
        let (server, _, refresh) = try await redeem()
        _ = try await server.store.disable(
            User.ada.id,
            at: TestServer.now,
            revocation: .disabledSubject(User.ada.id, now: TestServer.now),
            audit: .fixture()
        )
        #expect(try await server.introspected(refresh, by: "app") == ["active": false])
    }

    @Test func aCodeIsNoToken() async throws {
        let (server, _, _) = try await redeem()
        #expect(try await server.introspected("code", by: "app") == ["active": false])
    }
}
