import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §4.1.2 — a code is used once")
struct CodeReplayTests {
    @Test func redeemingACodeTwiceRevokesItsFamily() async throws {
        let server = try await TestServer(clients: [.app()])
        try await server.allow()
        let answer = try await server.redeem()
        #expect(try server.isLive(answer))
        #expect(await refusal { _ = try await server.redeem() }?.code == .invalidGrant)
        #expect(try !server.isLive(answer))
        #expect(await refusal { _ = try await server.refresh(answer.refreshToken) }?.code == .invalidGrant)
        #expect(try await server.accountEvents() == [.codeReplayed])
    }

    @Test func theEventSaysWhoWhatAndWhere() async throws {
        let server = try await TestServer(clients: [.app()])
        try await server.allow()
        _ = try await server.redeem()
        _ = await refusal { _ = try await server.redeem() }
        let facts = AccountFacts(
            user: User.ada.id,
            client: .fixture("app"),
            session: "session",
            grant: TestServer.grantID,
            address: "192.0.2.1"
        )
        let event = AuditEvent(at: TestServer.now, actor: "app", kind: .account(.codeReplayed, facts))
        #expect(try await server.audit().last == event)
    }

    @Test(arguments: ["wrong", String(repeating: "a", count: 43)])
    func whoSawTheCodeOfAPublicClientCannotRevokeItsFamily(_ verifier: String) async throws {
        let server = try await TestServer(clients: [.app()])
        try await server.allow()
        let answer = try await server.redeem()
        #expect(await refusal { _ = try await server.redeem(verifier: verifier) }?.code == .invalidGrant)
        #expect(try server.isLive(answer))
        #expect(try await server.accountEvents().isEmpty)
    }

    @Test func aConfidentialClientRevokesWithItsSecretAlone() async throws {
        let server = try await TestServer(clients: [.app(isPublic: false)])
        try await server.allow()
        let answer = try await server.redeem(secret: Client.secretText)
        #expect(await refusal { _ = try await server.redeem(secret: "wrong") }?.code == .invalidClient)
        #expect(try server.isLive(answer))
        _ = await refusal { _ = try await server.redeem(secret: Client.secretText, verifier: "wrong") }
        #expect(try !server.isLive(answer))
    }

    @Test func aReplayReachesATokenThatIsDatedAhead() async throws {
        let server = try await TestServer(clients: [.app(revokedBefore: TestServer.now + 20)])
        try await server.allow()
        let answer = try await server.redeem()
        #expect(try server.verified(answer).issuedAt == TestServer.now + 21)
        _ = await refusal { _ = try await server.redeem() }
        #expect(try !server.isLive(answer))
    }

    @Test func theRevocationOutlivesTheLastTokenOfTheGrant() async throws {
        let server = try await TestServer(clients: [.app()])
        try await server.allow()
        let token = try server.verified(try await server.redeem())
        _ = await refusal { _ = try await server.redeem() }
        let record = try #require(try await server.store.revocation(of: .grant(TestServer.grantID)))
        #expect(record.revokedBefore == nil)
        #expect(record.expiresAt ?? .max >= token.expiresAt + AuthorizationServerConfiguration.leewaySeconds)
    }

    /// Fifty at once: at most one answer, and in the end nothing of the family lives.
    @Test(arguments: [true, false])
    func ofManyAtOnceAtMostOneIsAnswered(_ isPublic: Bool) async throws {
        let server = try await TestServer(clients: [.app(isPublic: isPublic)])
        for round in 0..<10 {
            let code = "code-\(round)"
            try await server.allow(code: code, grantID: "grant-\(round)")
            let answers = await withTaskGroup(of: TokenResponse?.self) { group in
                for _ in 0..<50 {
                    group.addTask { try? await server.redeem(code, secret: isPublic ? nil : Client.secretText) }
                }
                return await group.reduce(into: [TokenResponse]()) { answers, answer in
                    if let answer { answers.append(answer) }
                }
            }
            #expect(answers.count <= 1)
            #expect(try answers.allSatisfy { try !server.isLive($0) })
            #expect(try await server.store.grant("grant-\(round)")?.revokedAt != nil)
            for answer in answers {
                #expect(
                    await refusal {
                        _ = try await server.refresh(
                            answer.refreshToken,
                            secret: isPublic ? nil : Client.secretText
                        )
                    }?
                    .code == .invalidGrant
                )
            }
        }
        #expect(try await server.accountEvents() == Array(repeating: .codeReplayed, count: 10))
    }
}
