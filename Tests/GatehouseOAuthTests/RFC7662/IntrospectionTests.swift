import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 7662 — introspection")
struct IntrospectionTests {
    /// `reader` and `owner` belong to tstapp, `biller` to billing.
    private func makeServer() async throws -> TestServer {
        try await TestServer(clients: [
            .reader(),
            .reader(id: "owner", scopes: ["tstapp_data.read"]),
            .reader(id: "biller", application: "billing", scopes: ["billing_invoices"]),
            .reader(id: "public", grants: [.authorizationCode], isPublic: true),
        ])
    }

    private func introspect(
        _ server: TestServer,
        _ token: String,
        by client: String = "reader",
        now: Int64 = TestServer.now,
        extra: [(name: String, value: String)] = []
    ) async throws -> IntrospectionResponse {
        try await server.server.introspect(
            Parameters([(name: "token", value: token)] + extra),
            authorization: Basic.header(client, Client.secretText),
            now: now
        )
    }

    @Test func aClientSeesItsOwnToken() async throws {
        let server = try await makeServer()
        let text = try await server.accessToken(scope: "billing_invoices")
        let answer = try await introspect(server, text)
        let tokenID = try server.verified(text).tokenID
        #expect(
            String(decoding: answer.json(), as: UTF8.self)
                == #"{"active":true,"scope":"billing_invoices","client_id":"reader","token_type":"bearer","#
                + #""exp":1700003600,"iat":1700000000,"nbf":1700000000,"sub":"reader","aud":["urn:example:billing"],"#
                + #""iss":"https://auth.example.test","jti":"\#(tokenID)"}"#
        )
    }

    @Test func aClientSeesTokensForItsApplication() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken(scope: "billing_invoices tstapp_data.read")
        #expect(try await introspect(server, token, by: "biller").isActive)
        #expect(try await introspect(server, token, by: "owner").isActive)
    }

    @Test func anothersTokenForAnotherApplicationIsInactiveAndNothingMore() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken(scope: "tstapp_data.read")
        let answer = try await introspect(server, token, by: "biller")
        #expect(String(decoding: answer.json(), as: UTF8.self) == #"{"active":false}"#)
    }

    @Test func aClientWhoseApplicationVanishedStillSeesItsOwnTokensOnly() async throws {
        let server = try await makeServer()
        let own = try await server.accessToken(client: "owner")
        let other = try await server.accessToken()
        server.catalog.replace(with: .empty)
        #expect(try await introspect(server, own, by: "owner").isActive)
        #expect(try await !introspect(server, other, by: "owner").isActive)
    }

    @Test func anExpiredTokenIsInactive() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken()
        #expect(try await introspect(server, token, now: TestServer.now + 3599).isActive)
        #expect(try await !introspect(server, token, now: TestServer.now + 3600).isActive)
    }

    @Test func aTokenFromTheFutureIsInactive() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken()
        #expect(try await introspect(server, token, now: TestServer.now - 60).isActive)
        #expect(try await !introspect(server, token, now: TestServer.now - 61).isActive)
    }

    @Test func aRevokedTokenIsInactive() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken()
        try await server.server.revoke(
            Parameters([(name: "token", value: token)]),
            authorization: Basic.header("reader", Client.secretText),
            now: TestServer.now
        )
        #expect(try await !introspect(server, token).isActive)
    }

    @Test func aTokenOfADisabledClientIsInactive() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken(scope: "tstapp_data.read")
        _ = try await server.perform(.disableClient("reader"))
        #expect(try await !introspect(server, token, by: "owner").isActive)
    }

    @Test(arguments: [
        "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "..", "\u{1F512}", String(repeating: "a", count: 40_000),
    ])
    func whatIsNoTokenOfOursIsInactive(_ text: String) async throws {
        let server = try await makeServer()
        #expect(try await !introspect(server, text).isActive)
    }

    @Test func aTokenSignedByAStrangerIsInactive() async throws {
        let server = try await makeServer()
        let text = try await server.accessToken()
        let claims = try server.verified(text).claims
        let forged = try TestKeys.otherSigningKey().signToken(payload: claims, type: "at+jwt")
        #expect(try await !introspect(server, forged).isActive)
    }

    @Test func anUnknownTypeHintIsTolerated() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken()
        let answer = try await introspect(
            server,
            token,
            extra: [(name: "token_type_hint", value: "refresh_token")]
        )
        #expect(answer.isActive)
    }

    @Test func aMissingTokenIsAnInvalidRequest() async throws {
        let server = try await makeServer()
        let error = await refusal { _ = try await introspect(server, "") }
        #expect(error?.code == .invalidRequest)
    }

    @Test func whoDoesNotAuthenticateLearnsNothing() async throws {
        let server = try await makeServer()
        let token = try await server.accessToken()
        for body in ["token=\(token)", "token=\(token)&client_id=reader", "token=\(token)&client_id=public"] {
            let error = await refusal {
                _ = try await server.server.introspect(
                    Parameters(body: body),
                    authorization: nil,
                    now: TestServer.now
                )
            }
            #expect(error?.code == .invalidClient)
        }
    }
}
