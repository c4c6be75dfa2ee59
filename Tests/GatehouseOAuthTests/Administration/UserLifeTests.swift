import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("The life of a person")
struct UserLifeTests {
    private static let now = TestServer.now

    private func server(users: [User] = [.ada]) async throws -> TestServer {
        try await TestServer(clients: [.app()], users: users)
    }

    private func user(_ answer: AdminAnswer) throws -> UserSummary {
        switch answer {
        case .user(let user): return user
        case .createdUser(let created): return created.user
        default:
            Issue.record("no person: \(answer)")
            throw AdminRefusal(.unknownUser, "no person")
        }
    }

    private func code(_ answer: AdminAnswer) -> AdminRefusal.Code? {
        if case .refused(let refusal) = answer { refusal.code } else { nil }
    }

    @Test func peopleAreListedByName() async throws {
        let users = [
            User.fixture("grace", id: .fixture(2)), .fixture("ada", id: .fixture(1)), .fixture("alan", id: .fixture(3)),
        ]
        let server = try await server(users: users)
        guard case .users(let all) = try await server.perform(.listUsers) else {
            Issue.record("no list")
            return
        }
        #expect(all.map(\.username) == ["ada", "alan", "grace"])
    }

    @Test func morePeopleThanAPageAreAllListed() async throws {
        let users = (0..<1_003).map { User.fixture("user-\($0)", id: .fixture($0)) }
        guard case .users(let all) = try await server(users: users).perform(.listUsers) else {
            Issue.record("no list")
            return
        }
        #expect(Set(all.map(\.id)).count == 1_003)
    }

    @Test(arguments: ["ada", "ADA", "ada@example.test", "Ada@Example.Test", User.ada.id.value])
    func aPersonIsFoundByNameAddressAndID(_ name: String) async throws {
        let found = try user(try await server().perform(.showUser(name)))
        #expect(found.username == "ada")
        #expect(found.hasPassword)
        #expect(!found.hasSecondFactor)
    }

    @Test(arguments: [
        AdminCommand.showUser("adda"), .setPassword(user: "adda", password: "amber kettle orbit"),
        .assignScopes(user: "adda", given: ["tstapp_data.write"], taken: []), .disableUser("adda"),
        .enableUser("adda"), .resetSecondFactor("adda"), .signOutUser("adda"),
    ])
    func anUnknownPersonIsRefusedWithAGuess(_ command: AdminCommand) async throws {
        guard case .refused(let refusal) = try await server().perform(command) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .unknownUser)
        #expect(refusal.suggestion == "Did you mean ada?")
    }

    @Test func whereNobodyIsRegisteredTheCommandForItIsNamed() async throws {
        guard case .refused(let refusal) = try await server(users: []).perform(.showUser("ada")) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.suggestion?.contains("gatehouse user create") == true)
    }

    @Test func aNewPasswordWorksTheOldOneDoesNotAndSessionsEnd() async throws {
        let server = try await server()
        try await server.begin(.fixture(id: "s", userID: User.ada.id, expiresAt: Self.now + 99))
        let answer = try await server.perform(.setPassword(user: "ada", password: "amber kettle orbit"))
        guard case .createdUser(let created) = answer else {
            Issue.record("not changed")
            return
        }
        #expect(created.password == nil)
        let hash = try await server.store.user(User.ada.id)?.passwordHash
        #expect(try await server.people.passwords.isCorrect(Secret("amber kettle orbit"), for: hash))
        #expect(try await !server.people.passwords.isCorrect(Secret("correct horse battery staple"), for: hash))
        #expect(try await server.store.sessions(of: User.ada.id, at: Self.now).isEmpty)
        #expect(try await server.accountEvents().last == .passwordChanged)
    }

    @Test func chanceChoosesTheNewPasswordIfNobodyDoes() async throws {
        let server = try await server()
        guard case .createdUser(let created) = try await server.perform(.setPassword(user: "ada", password: nil)) else {
            Issue.record("not changed")
            return
        }
        let password = try #require(created.password)
        let hash = try await server.store.user(User.ada.id)?.passwordHash
        #expect(try await server.people.passwords.isCorrect(Secret(password), for: hash))
    }

    @Test func aWeakNewPasswordIsRefusedAndTheOldOneStays() async throws {
        let server = try await server()
        #expect(code(try await server.perform(.setPassword(user: "ada", password: "ada"))) == .invalidPassword)
        let hash = try await server.store.user(User.ada.id)?.passwordHash
        #expect(try await server.people.passwords.isCorrect(Secret("correct horse battery staple"), for: hash))
    }

    @Test func assignedScopesAreGivenBesideThoseThereAre() async throws {
        let server = try await server()
        let given = AdminCommand.assignScopes(user: "ada", given: ["tstapp_data.write"], taken: [])
        #expect(try user(try await server.perform(given)).scopes == ["tstapp_data.write"])
        let more = AdminCommand.assignScopes(user: "ada", given: ["gatehouse_read"], taken: [])
        #expect(try user(try await server.perform(more)).scopes == ["gatehouse_read", "tstapp_data.write"])
        #expect(try await server.accountEvents() == [.scopesAssigned, .scopesAssigned])
    }

    @Test func givingTakesNoTokenBack() async throws {
        let server = try await server()
        try await server.allow()
        let answer = try await server.redeem()
        _ = try await server.perform(.assignScopes(user: "ada", given: ["tstapp_data.write"], taken: []))
        #expect(try server.isLive(answer))
    }

    @Test func onlyAssignedScopesAreGiven() async throws {
        let command = AdminCommand.assignScopes(user: "ada", given: ["tstapp_data.read"], taken: [])
        #expect(code(try await server().perform(command)) == .unsuitableScope)
    }

    @Test func aScopeThatIsTakenAwayTakesItsTokensAlong() async throws {
        let ada = User.fixture("ada", assignedScopes: ["tstapp_data.write"])
        let server = try await server(users: [ada])
        try await server.allow(scope: ["offline_access", "tstapp_data.write"])
        let before = try await server.redeem()
        #expect(before.scope.contains("tstapp_data.write"))
        let taken = AdminCommand.assignScopes(user: "ada", given: [], taken: ["tstapp_data.write"])
        #expect(try user(try await server.perform(taken)).scopes.isEmpty)
        #expect(try !server.isLive(before))
        #expect(await refusal { _ = try await server.refresh(before.refreshToken) }?.code == .invalidGrant)
    }

    @Test func aScopeThatThePolicyForgotCanStillBeTakenAndOneThatIsMissingCannot() async throws {
        let ada = User.fixture("ada", assignedScopes: ["former_scope"])
        let server = try await server(users: [ada])
        let taken = AdminCommand.assignScopes(user: "ada", given: [], taken: ["former_scope"])
        #expect(try user(try await server.perform(taken)).scopes.isEmpty)
        #expect(code(try await server.perform(taken)) == .unknownScope)
    }

    @Test func theSecondFactorIsTakenAway() async throws {
        let factor = SecondFactor(sealedSecret: [1, 2, 3], confirmedAt: 5)
        let server = try await server(users: [.fixture("ada", secondFactor: factor)])
        #expect(try user(try await server.perform(.showUser("ada"))).hasSecondFactor)
        #expect(try user(try await server.perform(.resetSecondFactor("ada"))).hasSecondFactor == false)
        #expect(try await server.store.user(User.ada.id)?.secondFactor == nil)
        #expect(try await server.accountEvents() == [.secondFactorDisabled])
    }
}

extension TestServer {
    /// Signs somebody in by storing the session alone.
    func begin(_ session: Session, secret: String = "cookie") async throws {
        let facts = AccountFacts(user: session.userID, session: session.id)
        try await store.begin(
            session,
            digest: SecretDigest.of(secret),
            ending: nil,
            audit: AuditEvent(at: session.createdAt, actor: "test", kind: .account(.signedIn, facts))
        )
    }
}
