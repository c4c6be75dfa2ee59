import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §6 — refresh tokens")
struct RefreshTokenTests {
    private func first(
        _ client: Client = .app(),
        others: [Client] = [],
        user: User = .ada,
        scope: [String] = ["openid", "offline_access", "tstapp_data.read"]
    ) async throws -> (server: TestServer, answer: TokenResponse) {
        let server = try await TestServer(clients: [client] + others, users: [user])
        try await server.allow(scope: scope, user: user.id)
        return (server, try await server.redeem(secret: client.isPublic ? nil : Client.secretText))
    }

    @Test func eachUseGivesTheNextOne() async throws {
        let (server, answer) = try await first()
        let second = try await server.refresh(answer.refreshToken, now: TestServer.now + 100)
        let third = try await server.refresh(second.refreshToken, now: TestServer.now + 200)
        #expect(Set([answer, second, third].map { $0.refreshToken?.withExposedValue { $0 } }).count == 3)
        let token = try server.verified(third)
        #expect(token.grantID == TestServer.grantID)
        #expect(token.subject == User.ada.id.value)
        #expect(token.expiresAt == TestServer.now + 3800)
    }

    @Test func withinTheGraceTheSameSuccessorIsAnsweredAgain() async throws {
        let (server, answer) = try await first()
        let second = try await server.refresh(answer.refreshToken)
        let again = try await server.refresh(answer.refreshToken, now: TestServer.now + 30)
        #expect(again.refreshToken == second.refreshToken)
        #expect(again.accessToken != second.accessToken)
        _ = try await server.refresh(second.refreshToken, now: TestServer.now + 31)
    }

    @Test func afterTheGraceAReplayRevokesTheFamilyAndIsAudited() async throws {
        let (server, answer) = try await first()
        let second = try await server.refresh(answer.refreshToken)
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, now: TestServer.now + 31) }
        #expect(error?.code == .invalidGrant)
        #expect(try !server.isLive(answer))
        #expect(try !server.isLive(second))
        #expect(await refusal { _ = try await server.refresh(second.refreshToken) }?.code == .invalidGrant)
        #expect(try await server.accountEvents() == [.refreshReplayed])
    }

    @Test func onceTheSuccessorIsUsedTheGraceIsOver() async throws {
        let (server, answer) = try await first()
        let second = try await server.refresh(answer.refreshToken)
        let third = try await server.refresh(second.refreshToken)
        #expect(await refusal { _ = try await server.refresh(answer.refreshToken) }?.code == .invalidGrant)
        #expect(await refusal { _ = try await server.refresh(third.refreshToken) }?.code == .invalidGrant)
    }

    @Test func anotherClientCannotUseNorRevokeIt() async throws {
        let (server, answer) = try await first(others: [.app(id: "other")])
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, client: "other") }
        #expect(error?.code == .invalidGrant)
        let second = try await server.refresh(answer.refreshToken)
        _ = await refusal {
            _ = try await server.refresh(answer.refreshToken, client: "other", now: TestServer.now + 60)
        }
        #expect(try server.isLive(second))
    }

    @Test func takingBackAllTokensOfTheClientEndsRefreshingToo() async throws {
        let (server, answer) = try await first()
        _ = try await server.perform(.revokeClient(Client.app().id.value), now: TestServer.now + 5)
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, now: TestServer.now + 10) }
        #expect(error?.code == .invalidGrant)
    }

    @Test func itsLifeIsCountedFromItsLastUse() async throws {
        let (server, answer) = try await first()
        let month = PeopleConfiguration().refreshTokenSeconds
        let second = try await server.refresh(answer.refreshToken, now: TestServer.now + month - 1)
        _ = try await server.refresh(second.refreshToken, now: TestServer.now + 2 * month - 2)
    }

    @Test func itExpiresWithoutUse() async throws {
        let (server, answer) = try await first(.app(profile: .with { $0.refreshTokenSeconds = 600 }))
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, now: TestServer.now + 600) }
        #expect(error?.code == .invalidGrant)
        #expect(try await server.accountEvents().isEmpty)
    }

    @Test func aNarrowerScopeIsForThisAccessTokenAlone() async throws {
        let (server, answer) = try await first(scope: TestServer.everyScope)
        let narrow = try await server.refresh(answer.refreshToken, scope: "billing_invoices")
        #expect(narrow.scope == "billing_invoices")
        #expect(narrow.idToken == nil)
        #expect(try server.verified(narrow).audience == ["urn:example:billing"])
        let wide = try await server.refresh(narrow.refreshToken)
        #expect(wide.scope.contains("tstapp_data.read"))
    }

    @Test(arguments: ["billing_invoices", "tstapp_data.read billing_invoices", "unknown"])
    func aScopeBeyondTheGrantIsRefused(_ scope: String) async throws {
        let (server, answer) = try await first()
        let error = await refusal { _ = try await server.refresh(answer.refreshToken, scope: scope) }
        #expect(error?.code == .invalidScope)
        // The client may correct itself, whenever it does.
        _ = try await server.refresh(answer.refreshToken, now: TestServer.now + 3_600)
    }

    @Test func aResourceNarrowsThisAccessToken() async throws {
        let (server, answer) = try await first(scope: ["offline_access", "tstapp_data.read", "billing_invoices"])
        let narrow = try await server.refresh(answer.refreshToken, resource: "urn:example:billing")
        #expect(try server.verified(narrow).audience == ["urn:example:billing"])
        #expect(narrow.scope == "billing_invoices offline_access")
    }

    @Test func anAssignedScopeThatWasTakenAwayIsLeftOutSilently() async throws {
        let ada = User.fixture("ada", assignedScopes: ["tstapp_data.write"])
        let scope = ["offline_access", "tstapp_data.read", "tstapp_data.write"]
        let (server, answer) = try await first(user: ada, scope: scope)
        #expect(answer.scope == "offline_access tstapp_data.read tstapp_data.write")
        _ = try await server.store.update(.fixture("ada"), audit: .fixture())
        let second = try await server.refresh(answer.refreshToken)
        #expect(second.scope == "offline_access tstapp_data.read")
        let asked = try await server.refresh(second.refreshToken, scope: "tstapp_data.read tstapp_data.write")
        #expect(asked.scope == "tstapp_data.read")
    }

    @Test func aScopeThatTheClientLostIsLeftOut() async throws {
        let (server, answer) = try await first(scope: ["offline_access", "tstapp_data.read", "billing_invoices"])
        _ = try await server.store.update(
            .app(scopes: ["offline_access", "tstapp_data.read"]),
            audit: .fixture()
        )
        #expect(try await server.refresh(answer.refreshToken).scope == "offline_access tstapp_data.read")
    }

    @Test func aClientThatLostOfflineAccessCannotRefresh() async throws {
        let (server, answer) = try await first()
        _ = try await server.store.update(.app(scopes: ["openid", "tstapp_data.read"]), audit: .fixture())
        #expect(await refusal { _ = try await server.refresh(answer.refreshToken) }?.code == .invalidGrant)
    }

    @Test func aScopeThatVanishedFromTheCatalogIsLeftOut() async throws {
        let (server, answer) = try await first(scope: ["offline_access", "tstapp_data.read", "billing_invoices"])
        server.catalog.replace(with: .fixture([.billing]))
        #expect(try await server.refresh(answer.refreshToken).scope == "billing_invoices offline_access")
        server.catalog.replace(with: .empty)
        #expect(await refusal { _ = try await server.refresh(answer.refreshToken) }?.code == .invalidScope)
    }

    @Test func aDisabledPersonGetsNothing() async throws {
        let (server, answer) = try await first()
        _ = try await server.store.disable(
            User.ada.id,
            at: TestServer.now,
            revocation: .disabledSubject(User.ada.id, now: TestServer.now),
            audit: .fixture()
        )
        #expect(await refusal { _ = try await server.refresh(answer.refreshToken) }?.code == .invalidGrant)
    }

    @Test func aDisabledClientGetsNothing() async throws {
        let (server, answer) = try await first()
        _ = try await server.perform(.disableClient("app"))
        #expect(await refusal { _ = try await server.refresh(answer.refreshToken) }?.code == .invalidClient)
    }

    @Test func whatComesAfterARevocationOfThePersonIsDatedAfterIt() async throws {
        let ada = User.fixture("ada", revokedBefore: TestServer.now + 3)
        let (server, answer) = try await first(user: ada)
        #expect(try server.verified(answer).issuedAt == TestServer.now + 4)
    }

    @Test(arguments: ["", "x", "code", String(repeating: "A", count: 43), "\u{1F512}"])
    func whatIsNoRefreshTokenIsRefused(_ text: String) async throws {
        let (server, _) = try await first()
        let error = await refusal { _ = try await server.refresh(Secret(text)) }
        #expect(error?.code == (text.isEmpty ? .invalidRequest : .invalidGrant))
    }

    @Test func theSuccessorCannotBeComputedWithoutTheServersKey() {
        let token = Secret("token")
        let salt = [UInt8](repeating: 1, count: 16)
        let maker = RefreshTokenMaker(root: .fixture(1))
        #expect(maker.successor(of: token, salt: salt) == maker.successor(of: token, salt: salt))
        #expect(
            maker.successor(of: token, salt: salt)
                != RefreshTokenMaker(root: .fixture(2)).successor(of: token, salt: salt)
        )
        #expect(maker.successor(of: token, salt: salt) != maker.successor(of: Secret("Token"), salt: salt))
        #expect(
            maker.successor(of: token, salt: salt)
                != maker.successor(of: token, salt: [UInt8](repeating: 2, count: 16))
        )
    }

    @Test func concurrentRefreshesAgreeOnOneSuccessor() async throws {
        let (server, answer) = try await first()
        let successors = await withTaskGroup(of: Secret<String>?.self) { group in
            for _ in 0..<30 {
                group.addTask { try? await server.refresh(answer.refreshToken).refreshToken }
            }
            return await group.reduce(into: [Secret<String>]()) { all, one in
                if let one { all.append(one) }
            }
        }
        #expect(successors.count == 30)
        #expect(Set(successors.map { $0.withExposedValue { $0 } }).count == 1)
        _ = try await server.refresh(successors.first)
    }

    /// Whoever presents whatever whenever: a family never has two refresh tokens that can be used up separately.
    @Test(arguments: Seeds.first(100))
    func randomSchedulesNeverLeaveTwoLiveDescendants(_ seed: UInt64) async throws {
        var chance = SeededGenerator(seed: seed)
        let (server, answer) = try await first()
        var known = [try #require(answer.refreshToken)]
        var now = TestServer.now
        var isReplayed = false
        for _ in 0..<20 {
            now += Int64.random(in: 0...25, using: &chance)
            let index = Bool.random(using: &chance) ? known.count - 1 : Int.random(in: 0..<known.count, using: &chance)
            let next = try? await server.refresh(known[index], now: now).refreshToken
            switch next {
            case let next? where index == known.count - 1: known.append(next)
            // Anything but the last one or the one before it never works, and those never give anything new.
            case let next?: #expect(index == known.count - 2 && next == known[index + 1] && !isReplayed)
            case nil: isReplayed = true
            }
            var live = 0
            for token in known {
                let stored = try await server.store.refreshToken(token.withExposedValue { SecretDigest.of($0) })
                if stored?.isLive == true { live += 1 }
            }
            #expect(live == (isReplayed ? 0 : 1))
        }
    }
}
