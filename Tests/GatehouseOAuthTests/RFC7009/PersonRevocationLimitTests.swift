import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("A person who revokes without end")
struct PersonRevocationLimitTests {
    private static let bob = User.fixture("bob", id: .fixture(2))
    private static let limits = RevocationLimits(perClient: 6, perGrant: 4, total: 10_000)

    private func server(_ limits: RevocationLimits = limits) async throws -> TestServer {
        try await TestServer(
            clients: [.app(), .app(id: "backend", isPublic: false), .reader()],
            limits: limits,
            users: [.ada, Self.bob]
        )
    }

    private static func grantID(_ number: Int) -> String {
        "grant-" + String(100_000 + number)
    }

    private func tokens(_ server: TestServer, _ number: Int, of user: UserID = User.ada.id) async throws
        -> TokenResponse
    {
        try await server.allow(code: "code \(number)", grantID: Self.grantID(number), user: user)
        return try await server.redeem("code \(number)")
    }

    private func revoke(
        _ server: TestServer,
        _ tokens: TokenResponse,
        by client: String = "app",
        secret: String? = nil,
        now: Int64 = TestServer.now
    ) async throws -> RevocationOutcome {
        let text = tokens.accessToken.withExposedValue { $0 }
        let pairs = [("token", text), ("client_id", client)] + (secret.map { [("client_secret", $0)] } ?? [])
        return try await server.server.revoke(
            Parameters(pairs.map { (name: $0, value: $1) }),
            authorization: nil,
            now: now
        )
    }

    /// Revokes access tokens of one new grant, one after the other; answers what became of each, and the last tokens.
    private func churn(
        _ server: TestServer,
        _ number: Int,
        _ count: Int
    ) async throws -> (outcomes: [RevocationOutcome], last: TokenResponse) {
        var last = try await tokens(server, number)
        var outcomes: [RevocationOutcome] = []
        for position in 0..<count {
            if position > 0 { last = try await server.refresh(last.refreshToken) }
            outcomes.append(try await revoke(server, last))
        }
        return (outcomes, last)
    }

    @Test func theyEndTheirOwnGrantsAndNobodyElseNotices() async throws {
        let server = try await server()
        let bobs = try await tokens(server, 0, of: Self.bob.id)

        for number in 1...12 {
            let (outcomes, last) = try await churn(server, number, 5)
            #expect(outcomes == [.token, .token, .token, .token, .grant])
            #expect(await refusal { _ = try await server.refresh(last.refreshToken) }?.code == .invalidGrant)
        }

        #expect(try server.isLive(bobs))
        #expect(try server.isLive(try await server.refresh(bobs.refreshToken)))
        #expect(try await server.store.client(.fixture("app"))?.revokedBefore == nil)
        #expect(try await server.store.revocations(at: 0).allSatisfy { $0.kind == .token || $0.kind == .grant })
        #expect(server.live.room(for: .client("app")) == .record)
    }

    @Test func everyTokenOfTheGrantIsRefusedAtTheLimit() async throws {
        let server = try await server()
        let first = try await tokens(server, 1)
        var last = try await server.refresh(first.refreshToken)
        for _ in 0..<5 {
            _ = try await revoke(server, last)
            if try await server.store.grant(Self.grantID(1))?.revokedAt != nil { break }
            last = try await server.refresh(last.refreshToken)
        }
        #expect(try !server.isLive(first) && !server.isLive(last))
        #expect(try await server.store.grant(Self.grantID(1))?.revokedAt == TestServer.now)
        #expect(
            try await server.audit().last
                == AuditEvent(at: TestServer.now, actor: "app", kind: .grantRevoked(grant: Self.grantID(1)))
        )
    }

    @Test func theCountIsTheSameAfterARestart() async throws {
        let server = try await server()
        _ = try await churn(server, 1, 4)
        _ = try await churn(server, 2, 3)
        let live = LiveRevocations(try await server.store.revocations(at: 0), limits: Self.limits)
        #expect(!live.hasRoom(inGrant: .grant(Self.grantID(1))))
        #expect(live.hasRoom(inGrant: .grant(Self.grantID(2))))
        #expect(live.room(for: .client("app")) == .record)
    }

    @Test func tenThousandOfThemLeaveTheClientItsRoom() throws {
        let owned = (0..<10_050)
            .map { number in
                RevocationRecord.token(
                    "token \(number)",
                    now: 1,
                    expiresAt: 2,
                    owner: .grant(Self.grantID(number / RevocationLimits().perGrant))
                )
            }
        let spent = (0..<10_050)
            .map { number in
                RevocationRecord.spent(
                    Grant.fixture(id: Self.grantID(number), clientID: .fixture("app")),
                    now: 1,
                    lifetime: 60
                )
            }
        let live = LiveRevocations(owned + spent)
        #expect(live.count == 20_100)
        #expect(live.room(for: .client("app")) == .record)
        #expect(!live.hasRoom(inGrant: .grant(Self.grantID(0))))
    }

    @Test func aFullTableTakesTheGrantBackAtOnce() async throws {
        let server = try await server(RevocationLimits(total: 3))
        let outcomes = try await churn(server, 1, 4).outcomes
        #expect(outcomes == [.token, .token, .token, .grant])
        #expect(try await churn(server, 2, 1).outcomes == [.grant])
        #expect(try await server.store.client(.fixture("app"))?.revokedBefore == nil)
    }

    @Test func theLastTokensOfAGrantThatIsNotStoredEndToo() async throws {
        let server = try await server(RevocationLimits(perGrant: 0))
        let tokens = try await tokens(server, 1)
        try await server.store.purgeGrants(before: TestServer.now + 99_000_000)
        #expect(try await server.store.grant(Self.grantID(1)) == nil)
        #expect(try await revoke(server, tokens) == .grant)
        #expect(try !server.isLive(tokens))
    }

    @Test func whoExchangesTokensCannotEndTheGrant() async throws {
        let server = try await server()
        let subject = try await tokens(server, 1)
        for _ in 0..<8 {
            let exchanged = try await server.ask(
                [
                    ("grant_type", GrantType.tokenExchange.rawValue),
                    ("subject_token", subject.accessToken.withExposedValue { $0 }),
                    ("subject_token_type", TokenExchangeRequest.accessTokenType), ("scope", "tstapp_data.read"),
                ],
                client: "backend",
                secret: Client.secretText
            )
            let outcome = try await revoke(server, exchanged, by: "backend", secret: Client.secretText)
            #expect(outcome != .grant)
            #expect(try !server.isLive(exchanged))
        }
        #expect(try server.isLive(subject))
        #expect(try await server.store.grant(Self.grantID(1))?.revokedAt == nil)
        #expect(server.live.room(for: .client("backend")) == .client(isFirst: false))
    }
}
