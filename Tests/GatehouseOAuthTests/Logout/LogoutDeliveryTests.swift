import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("OpenID Connect Back-Channel Logout")
struct LogoutDeliveryTests {
    private static let reached = Result<OutboundAnswer, OutboundFailure>.success(OutboundAnswer(status: 200))

    private let outbound = ScriptedOutbound()

    /// A server at which a person has just signed out of a session with one client.
    private func signedOut(_ clients: [Client] = [.listener()]) async throws -> TestServer {
        let server = try await TestServer(clients: clients, outbound: outbound)
        let (browser, _) = try await server.signedInBrowser()
        try await server.server.signOut(browser.context)
        return server
    }

    private func token() throws -> SignedToken {
        let form = try #require(outbound.calls.last?.form)
        #expect(form.count == 1)
        let text = try #require(form.first?.split(separator: "=", maxSplits: 1).last.map(String.init))
        return SignedToken(text: text)
    }

    private struct SignedToken {
        let text: String

        func part(_ index: Int) throws -> JSONObject {
            let parts = text.split(separator: ".").map(String.init)
            let bytes = try #require(Base64URL.decode(parts[index]))
            return try JSONParser.parseObject(bytes.span)
        }
    }

    @Test func everyClientOfTheSessionIsToldOnce() async throws {
        let clients = [Client.listener(), .listener(id: "other"), .listener(id: "deaf", address: nil)]
        let server = try await TestServer(clients: clients, outbound: outbound)
        var (browser, _) = try await server.signedInBrowser()
        for client in ["other", "deaf"] {
            let answer = try await browser.allow(["openid"], [("client_id", client), ("scope", "openid")])
            _ = try await server.redeem(try #require(answer["code"]), client: client)
        }
        // Another session of the same person goes on.
        _ = try await server.signedInBrowser(id: "another")

        try await server.server.signOut(browser.context)

        #expect(try await server.due().map(\.clientID.value).sorted() == ["app", "other"])
        #expect(Set(try await server.due().map(\.sessionID)).count == 1)
        #expect(try await server.sessionCount() == 1)
    }

    @Test func aClientThatGotNoTokensHearsNothing() async throws {
        let server = try await TestServer(clients: [.listener()])
        var browser = TestBrowser(server.server)
        _ = try await browser.allow()

        try await server.server.signOut(browser.context)

        #expect(try await server.due().isEmpty)
    }

    @Test func theTokenSaysWhichSessionEnded() async throws {
        let server = try await signedOut()
        let session = try #require(try await server.due().first?.sessionID)
        outbound.answer(Client.backchannel, with: Self.reached)

        #expect(try await server.server.deliverLogouts(now: TestServer.now + 5))

        let header = try token().part(0)
        let claims = try token().part(1)
        #expect(header["typ"] == "logout+jwt")
        #expect(claims.members.map(\.name) == ["iss", "sub", "aud", "iat", "exp", "jti", "events", "sid"])
        #expect(claims["iss"] == .string(TestServer.issuer))
        #expect(claims["sub"] == .string(User.ada.id.value))
        #expect(claims["aud"] == "app")
        #expect(claims["iat"] == .integer(TestServer.now + 5))
        #expect(claims["exp"] == .integer(TestServer.now + 125))
        #expect(claims["sid"] == .string(session))
        #expect(claims["events"]?.object?.members.map(\.name) == ["http://schemas.openid.net/event/backchannel-logout"])
        let keys = server.keys.snapshot.published
        #expect(throws: Never.self) { try JSONWebTokenVerifier(keys: keys).verify(token().text) }
        #expect(try await server.due(at: .max).isEmpty)
        #expect(try await server.server.deliverLogouts(now: TestServer.now + 6) == false)
    }

    @Test(arguments: [200, 204])
    func aClientThatUnderstoodIsToldNoMore(status: Int) async throws {
        let server = try await signedOut()
        outbound.answer(Client.backchannel, with: .success(OutboundAnswer(status: status)))

        _ = try await server.server.deliverLogouts(now: TestServer.now)

        #expect(try await server.due(at: .max).isEmpty)
        #expect(try await !server.accountEvents().contains(.logoutUndelivered))
    }

    @Test func aClientThatRefusesIsToldNoMoreAndThatIsRemembered() async throws {
        let server = try await signedOut()
        outbound.answer(Client.backchannel, with: .success(OutboundAnswer(status: 400)))

        _ = try await server.server.deliverLogouts(now: TestServer.now)

        #expect(try await server.due(at: .max).isEmpty)
        #expect(try await server.audit().last?.kind.details["reason"] == "refused")
    }

    @Test(arguments: [302, 404, 500, 503])
    func everyOtherAnswerIsTriedAgain(status: Int) async throws {
        let server = try await signedOut()
        outbound.answer(Client.backchannel, with: .success(OutboundAnswer(status: status)))

        _ = try await server.server.deliverLogouts(now: TestServer.now)

        #expect(try await server.due(at: .max).count == 1)
    }

    @Test func thePausesGrowToAnHour() async throws {
        let server = try await signedOut()
        var now = TestServer.now
        var pauses: [Int64] = []
        for _ in 0..<14 {
            _ = try await server.server.deliverLogouts(now: now)
            let next = try #require(try await server.due(at: .max).first?.dueAt)
            pauses.append(next - now)
            #expect(try await server.server.deliverLogouts(now: next - 1) == false)
            now = next
        }

        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600, 3_600])
    }

    @Test func afterADayAClientIsGivenUp() async throws {
        let server = try await signedOut()
        _ = try await server.server.deliverLogouts(now: TestServer.now + 86_399)
        #expect(try await server.due(at: .max).count == 1)

        _ = try await server.server.deliverLogouts(now: TestServer.now + 90_000)

        #expect(try await server.due(at: .max).isEmpty)
        let event = try #require(try await server.audit().last)
        #expect(event.actor == "server")
        #expect(event.kind.name == "session.logout_undelivered")
        #expect(event.kind.details["client"] == "app")
        #expect(event.kind.details["reason"] == "unanswered")
    }

    @Test func aClientWhoseTokenCannotBeSignedHoldsUpNoOther() async throws {
        let clients = [Client.listener(), .listener(id: "other", address: "https://other.example.test/backchannel")]
        let server = try await signedOut(clients)
        // The server has no key for RS256.
        _ = try await server.store.update(.listener(algorithm: "RS256"), audit: .fixture())
        try await server.store.enqueue([
            LogoutDelivery(
                clientID: .fixture("other"),
                subject: "ada",
                sessionID: "s",
                dueAt: TestServer.now,
                createdAt: TestServer.now
            )
        ])
        outbound.answer("https://other.example.test/backchannel", with: Self.reached)

        _ = try await server.server.deliverLogouts(now: TestServer.now)

        #expect(try await server.due(at: .max).map(\.clientID.value) == ["app"])
        #expect(outbound.calls.map(\.url) == ["https://other.example.test/backchannel"])
    }

    @Test func aClientThatIsDisabledInTheMeantimeIsNotAsked() async throws {
        let server = try await signedOut()
        _ = try await server.store.disable(.fixture("app"), at: 1, revocation: .client("app"), audit: .fixture())

        _ = try await server.server.deliverLogouts(now: TestServer.now)

        #expect(outbound.calls.isEmpty)
        #expect(try await server.due(at: .max).isEmpty)
    }

    @Test func aBrokenStoreStopsTheRound() async throws {
        let server = try await signedOut()
        server.store.fail(with: .unavailable("disk"))

        let error = await refusal { _ = try await server.server.deliverLogouts(now: TestServer.now) }

        #expect(error?.code == .temporarilyUnavailable)
    }
}
