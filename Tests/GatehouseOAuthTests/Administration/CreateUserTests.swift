import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

extension NewUser {
    /// A person who can be registered; a test states only what matters to it.
    static func fixture(
        username: String = "grace",
        email: String? = nil,
        name: String? = nil,
        password: String? = "amber kettle orbit",
        attributes: [String: [String]] = [:],
        scopes: [String] = [],
        isAdministrator: Bool = false
    ) -> NewUser {
        NewUser(
            username: username,
            email: email,
            name: name,
            password: password,
            attributes: attributes,
            scopes: scopes,
            isAdministrator: isAdministrator
        )
    }
}

@Suite("Registering people")
struct CreateUserTests {
    private func created(_ server: TestServer, _ new: NewUser) async throws -> CreatedUser {
        let answer = try await server.perform(.createUser(new))
        guard case .createdUser(let created) = answer else {
            Issue.record("not created: \(answer)")
            throw AdminRefusal(.unknownUser, "not created")
        }
        return created
    }

    private func refusal(_ new: NewUser) async throws -> AdminRefusal? {
        let server = try await TestServer()
        guard case .refused(let refusal) = try await server.perform(.createUser(new)) else { return nil }
        #expect(try await server.store.users(after: nil, limit: 5).map(\.username.value) == ["ada"])
        return refusal
    }

    @Test func everythingThatWasWishedIsStored() async throws {
        let server = try await TestServer()
        let new = NewUser.fixture(
            username: "Grace",
            email: "Grace@Example.test",
            name: "Grace Hopper",
            attributes: ["department": ["finance", "it"]],
            scopes: ["tstapp_data.write"]
        )
        let created = try await created(server, new)
        let stored = try #require(try await server.store.user(named: "grace"))
        #expect(created.user == UserSummary(stored))
        #expect(stored.id.value == created.user.id)
        #expect(stored.email?.value == "Grace@Example.test")
        #expect(stored.name?.value == "Grace Hopper")
        #expect(stored.attributes == ["department": ["finance", "it"]])
        #expect(stored.assignedScopes == ScopeSet(["tstapp_data.write"]))
        #expect(stored.createdAt == TestServer.now)
        #expect(stored.passwordChangedAt == TestServer.now)
    }

    @Test func aChosenPasswordWorksAndIsNotRepeated() async throws {
        let server = try await TestServer()
        let created = try await created(server, .fixture(password: "amber kettle orbit"))
        #expect(created.password == nil)
        let stored = try #require(try await server.store.user(named: "grace"))
        #expect(try await server.people.passwords.isCorrect(Secret("amber kettle orbit"), for: stored.passwordHash))
    }

    @Test func chanceChoosesAPasswordThatWorks() async throws {
        let server = try await TestServer(entropy: SystemEntropy())
        var seen: Set<String> = []
        for number in 0..<32 {
            let created = try await created(server, .fixture(username: "user\(number)", password: nil))
            let password = try #require(created.password)
            let groups = password.split(separator: "-")
            #expect(groups.map(\.utf8.count) == [5, 5, 5, 5])
            #expect(password.utf8.allSatisfy { "abcdefghjkmnpqrstuvwxyz23456789-".utf8.contains($0) })
            let stored = try #require(try await server.store.user(named: "user\(number)"))
            #expect(try await server.people.passwords.isCorrect(Secret(password), for: stored.passwordHash))
            seen.insert(password)
        }
        #expect(seen.count == 32)
    }

    @Test func nobodysAddressIsTheNameOfAnother() async throws {
        let server = try await TestServer()
        _ = try await created(server, .fixture(username: "Bob@example.test"))
        let answer = try await server.perform(.createUser(.fixture(email: "BOB@example.test")))
        guard case .refused(let refusal) = answer else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .userExists)
        #expect(refusal.message == "That email address is somebody else's user name already.")
    }

    @Test func onesOwnAddressMayBeOnesName() async throws {
        let server = try await TestServer()
        let new = NewUser.fixture(username: "bob@example.test", email: "Bob@example.test")
        let id = try await created(server, new).user.id
        #expect(try await server.store.user(named: "BOB@example.test")?.id.value == id)
    }

    @Test func anAdministratorHasTheScopeOfOne() async throws {
        let server = try await TestServer()
        #expect(try await created(server, .fixture(isAdministrator: true)).user.scopes == ["gatehouse_admin"])
    }

    @Test func registeringIsAuditedUnderItsActor() async throws {
        let server = try await TestServer()
        let created = try await created(server, .fixture(scopes: ["tstapp_data.write"]))
        let id = try #require(UserID(created.user.id))
        let facts = AccountFacts(user: id, scope: ScopeSet(["tstapp_data.write"]))
        #expect(
            try await server.audit().last
                == AuditEvent(at: TestServer.now, actor: "cli", kind: .account(.created, facts))
        )
    }

    @Test func withoutASingleThreadToSpareTheAnswerIsToComeAgain() async throws {
        let busy = try await TestServer().administration(passwords: PlainPasswords(failure: .busy))
        let answer = try await busy.perform(.createUser(.fixture()), actor: "cli", now: TestServer.now)
        guard case .refused(let refusal) = answer else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .busy)
    }

    /// Somebody who must be refused.
    typealias Mistake = AdminMistake<NewUser>

    static let mistakes = [
        Mistake("taken name", .fixture(username: "ada"), .userExists),
        Mistake("taken name in capitals", .fixture(username: "ADA"), .userExists),
        Mistake("taken address", .fixture(email: "ADA@example.test"), .userExists),
        Mistake(
            "address of another as the name",
            .fixture(username: "ADA@example.test"),
            .userExists,
            suggests: "name"
        ),
        Mistake("no name", .fixture(username: ""), .invalidUsername),
        Mistake("space in the name", .fixture(username: "grace hopper"), .invalidUsername),
        Mistake("letters that look alike", .fixture(username: "gr\u{0430}ce"), .invalidUsername),
        Mistake("overlong name", .fixture(username: String(repeating: "a", count: 65)), .invalidUsername),
        Mistake("no address", .fixture(email: "grace"), .invalidEmail, suggests: "alice@example.test"),
        Mistake("two addresses", .fixture(email: "a@b.test,c@d.test"), .invalidEmail),
        Mistake("line break in the address", .fixture(email: "a@b.test\r\nBcc: c@d.test"), .invalidEmail),
        Mistake("invisible display name", .fixture(name: "\u{200B}"), .invalidName),
        Mistake("text direction in the display name", .fixture(name: "a\u{202E}b"), .invalidName),
        Mistake("short password", .fixture(password: "brevity"), .invalidPassword, suggests: "Add characters"),
        Mistake("empty password", .fixture(password: ""), .invalidPassword),
        Mistake("password as the name", .fixture(username: "grace.hopper", password: "Grace.Hopper"), .invalidPassword),
        Mistake(
            "password as the address",
            .fixture(email: "grace@example.test", password: "grace@example.test"),
            .invalidPassword
        ),
        Mistake("password as a sequence", .fixture(password: "1234567890123"), .invalidPassword),
        Mistake("attribute without a value", .fixture(attributes: ["department": []]), .invalidAttribute),
        Mistake("attribute with an empty value", .fixture(attributes: ["department": [""]]), .invalidAttribute),
        Mistake("attribute without a name", .fixture(attributes: ["": ["x"]]), .invalidAttribute),
        Mistake("space in an attribute's name", .fixture(attributes: ["a b": ["x"]]), .invalidAttribute),
        Mistake("control in an attribute", .fixture(attributes: ["a": ["x\u{1B}"]]), .invalidAttribute),
        Mistake("subject as an attribute", .fixture(attributes: ["sub": ["x"]]), .invalidAttribute),
        Mistake("scope as an attribute", .fixture(attributes: ["scope": ["gatehouse_admin"]]), .invalidAttribute),
        Mistake(
            "too many attributes",
            .fixture(attributes: Dictionary((0..<65).map { ("a\($0)", ["x"]) }) { first, _ in first }),
            .invalidAttribute
        ),
        Mistake("scope that everybody may allow", .fixture(scopes: ["tstapp_data.read"]), .unsuitableScope),
        Mistake("unknown scope", .fixture(scopes: ["nonsense"]), .unknownScope, suggests: "gatehouse_admin"),
        Mistake(
            "misspelt scope",
            .fixture(scopes: ["tstapp_data.wirte"]),
            .unknownScope,
            suggests: "Did you mean tstapp_data.write?"
        ),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsRefusedWithHelp(_ mistake: Mistake) async throws {
        let refusal = try #require(try await refusal(mistake.new))
        #expect(refusal.code == mistake.code)
        if let suggestion = mistake.suggestion {
            #expect(refusal.suggestion?.contains(suggestion) == true, "\(refusal.suggestion ?? "nothing")")
        }
        if let password = mistake.new.password, !password.isEmpty {
            #expect(!refusal.message.contains(password))
        }
    }
}

extension TestServer {
    /// An administration on the same store, with other passwords.
    func administration(passwords: any PasswordHashing) -> Administration {
        Administration(
            configuration: AuthorizationServerConfiguration(issuer: TestServer.issuer),
            clients: store,
            people: .fixture(store: store, passwords: passwords),
            revocations: store,
            lifecycle: lifecycle,
            keys: keys,
            catalog: catalog,
            publishing: live,
            keyPublishing: IgnoredKeys(),
            directory: store
        )
    }
}
