import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("A client that revokes without end")
struct RevocationLimitTests {
    private let limits = RevocationLimits(perClient: 3, total: 100)

    private func server(_ limits: RevocationLimits? = nil) async throws -> TestServer {
        try await TestServer(clients: [.reader(), .reader(id: "other")], limits: limits ?? self.limits)
    }

    @discardableResult
    private func revoke(
        _ server: TestServer,
        _ token: String,
        by client: String = "reader",
        now: Int64 = TestServer.now
    ) async throws -> RevocationOutcome {
        try await server.server.revoke(
            Parameters([(name: "token", value: token)]),
            authorization: Basic.header(client, Client.secretText),
            now: now
        )
    }

    /// Issues tokens and revokes each; answers what became of each.
    private func churn(
        _ server: TestServer,
        _ count: Int,
        by client: String = "reader",
        now: Int64 = TestServer.now
    ) async throws -> [RevocationOutcome] {
        var outcomes: [RevocationOutcome] = []
        for _ in 0..<count {
            let token = try await server.accessToken(client: client, now: now)
            outcomes.append(try await revoke(server, token, by: client, now: now))
        }
        return outcomes
    }

    private func isActive(_ server: TestServer, _ token: String, for client: String) async throws -> Bool {
        let answer = try await server.server.introspect(
            Parameters([(name: "token", value: token)]),
            authorization: Basic.header(client, Client.secretText),
            now: TestServer.now
        )
        if case .inactive = answer { return false }
        return true
    }

    @Test func beyondTheLimitItLosesItsOwnTokensAndNobodyElseDoes() async throws {
        let server = try await server()
        let own = try await server.accessToken()
        let others = try await server.accessToken(client: "other")
        #expect(try await churn(server, 3) == [.token, .token, .token])
        #expect(try await isActive(server, own, for: "reader"))

        let outcomes = try await churn(server, 20)

        let reader = ClientID.fixture("reader")
        #expect(outcomes.first == .client(reader, isFirst: true))
        #expect(outcomes.dropFirst().allSatisfy { $0 == .client(reader, isFirst: false) })
        #expect(try await !isActive(server, own, for: "reader"))
        #expect(try await isActive(server, others, for: "other"))
        #expect(server.live.count == 4)
        #expect(try await server.store.revocations(at: 0).count == 4)
    }

    @Test func everyTokenThatWasRevokedIsRefused() async throws {
        let server = try await server()
        for _ in 0..<30 {
            let token = try await server.accessToken()
            try await revoke(server, token)
            #expect(try server.live.isRevoked(server.verified(token)))
            #expect(try LiveRevocations(await server.store.revocations(at: 0)).isRevoked(server.verified(token)))
        }
    }

    @Test func itsNextTokenLives() async throws {
        let server = try await server()
        _ = try await churn(server, 5)
        let next = try server.verified(try await server.accessToken())
        #expect(!server.live.isRevoked(next))
        try next.check(now: TestServer.now, audience: "urn:example:billing")
    }

    @Test func itCannotRunAheadOfTheClock() async throws {
        let server = try await server()
        let error = await refusal { _ = try await churn(server, 100) }
        #expect(error?.code == .temporarilyUnavailable)
        _ = try await server.token(client: "other")
        _ = try await server.token(now: TestServer.now + 2)
    }

    @Test func theFoldIsAudited() async throws {
        let server = try await server()
        _ = try await churn(server, 3)
        let text = try await server.accessToken()
        try await revoke(server, text)
        let kind = AuditKind.clientRevocationsFolded(token: try server.verified(text).tokenID, client: "reader")
        #expect(try await server.audit().last == AuditEvent(at: TestServer.now, actor: "reader", kind: kind))
    }

    @Test func thereIsRoomAgainWhenItsRevocationsHaveExpired() async throws {
        let server = try await server()
        _ = try await churn(server, 5)
        let later = TestServer.now + 4_000
        server.live.purge(before: later)
        #expect(server.live.count == 0)
        let reader = ClientID.fixture("reader")
        #expect(
            try await churn(server, 4, now: later) == [.token, .token, .token, .client(reader, isFirst: true)]
        )
    }

    @Test func revokingOneTokenTwiceCountsOnce() async throws {
        let server = try await server()
        let record = RevocationRecord.token(client: "reader")
        for _ in 0..<9 {
            server.live.publish([record])
        }
        #expect(server.live.room(for: .client("reader")) == .record)
        server.live.lift([record.key], leaving: [])
        server.live.publish([.token("a", client: "reader"), .token("b", client: "reader")])
        #expect(server.live.room(for: .client("reader")) == .record)
        server.live.publish([.token("c", client: "reader")])
        #expect(server.live.room(for: .client("reader")) == .client(isFirst: true))
        #expect(server.live.room(for: .client("other")) == .record)
    }

    @Test func whatTheStoreHeldIsCounted() {
        let records = (0..<3).map { RevocationRecord.token("\($0)", client: "reader") }
        let live = LiveRevocations(records, limits: limits)
        #expect(live.room(for: .client("reader")) == .client(isFirst: true))
    }

    @Test func aFullTableFoldsWhateverTheClientHas() async throws {
        let server = try await server(RevocationLimits(perClient: 100, total: 4))
        _ = try await churn(server, 4)
        let others = try await server.accessToken(client: "other")
        #expect(try await churn(server, 1) == [.client(.fixture("reader"), isFirst: true)])
        #expect(try await isActive(server, others, for: "other"))
    }

    @Test func enablingAClientGivesNoFoldedTokenBack() async throws {
        let server = try await server()
        _ = try await churn(server, 20)
        let last = try await server.accessToken()
        try await revoke(server, last)
        _ = try await server.perform(.disableClient("reader"))
        _ = try await server.perform(.enableClient("reader"))
        #expect(try server.live.isRevoked(server.verified(last)))
        #expect(try await !server.live.isRevoked(server.verified(server.accessToken())))
    }

    @Test func deletingAClientGivesNoFoldedTokenBack() async throws {
        let server = try await server()
        _ = try await churn(server, 20)
        let last = try await server.accessToken()
        try await revoke(server, last)
        _ = try await server.perform(.deleteClient("reader"))
        #expect(try server.live.isRevoked(server.verified(last)))
    }
}
