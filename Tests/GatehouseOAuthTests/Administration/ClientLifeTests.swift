import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("The life of a client")
struct ClientLifeTests {
    private func isRefused(_ answer: AdminAnswer, _ code: AdminRefusal.Code) -> Bool {
        if case .refused(let refusal) = answer { refusal.code == code } else { false }
    }

    @Test func clientsAreListedByApplication() async throws {
        let server = try await TestServer(clients: [
            .reader(id: "b"), .reader(id: "a"), .reader(id: "c", application: "billing"),
        ])
        guard case .clients(let all) = try await server.perform(.listClients(application: nil)),
            case .clients(let some) = try await server.perform(.listClients(application: "billing"))
        else {
            Issue.record("no list")
            return
        }
        #expect(all.map(\.clientID) == ["a", "b", "c"])
        #expect(some.map(\.clientID) == ["c"])
        #expect(isRefused(try await server.perform(.listClients(application: "tstap")), .unknownApplication))
    }

    @Test func clientsOfAnApplicationWithoutPolicyAreStillListed() async throws {
        let server = try await TestServer(catalog: .empty)
        guard case .clients(let some) = try await server.perform(.listClients(application: "tstapp")),
            case .clients(let none) = try await server.perform(.listClients(application: "other"))
        else {
            Issue.record("no list")
            return
        }
        #expect(some.map(\.clientID) == ["reader"])
        #expect(none.isEmpty)
    }

    @Test func moreClientsThanAPageAreAllListed() async throws {
        let clients = (0..<1_203).map { Client.reader(id: "client-\($0)", secrets: []) }
        let server = try await TestServer(clients: clients)
        guard case .clients(let all) = try await server.perform(.listClients(application: nil)) else {
            Issue.record("no list")
            return
        }
        #expect(Set(all.map(\.clientID)).count == 1_203)
    }

    @Test(arguments: [
        AdminCommand.showClient("raeder"), .disableClient("raeder"), .enableClient("raeder"), .deleteClient("raeder"),
        .rotateSecret(client: "raeder", label: nil, isOldRevoked: false), .revokeClient("raeder"),
    ])
    func anUnknownClientIsRefusedWithAGuess(_ command: AdminCommand) async throws {
        let server = try await TestServer()
        guard case .refused(let refusal) = try await server.perform(command) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .unknownClient)
        #expect(refusal.suggestion == "Did you mean reader?")
    }

    @Test func aNameInsteadOfAnIDIsRecognized() async throws {
        let server = try await TestServer()
        guard case .refused(let refusal) = try await server.perform(.showClient("Reporting job")) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.suggestion == "The id of \"Reporting job\" is reader.")
    }

    @Test func aRotatedSecretWorksBesideTheOldOne() async throws {
        let server = try await TestServer()
        let command = AdminCommand.rotateSecret(client: "reader", label: "June", isOldRevoked: false)
        guard case .createdClient(let created) = try await server.perform(command) else {
            Issue.record("not rotated")
            return
        }
        let secret = try #require(created.clientSecret)
        _ = try await server.token(secret: secret)
        _ = try await server.token()
        #expect(created.client.secrets.map(\.label) == ["first", "June"])
        #expect(
            try await server.audit().map(\.kind)
                .contains(.secretAdded(client: .fixture("reader"), secret: created.client.secrets[1].id, kept: 2))
        )
    }

    @Test func theThirdSecretEndsTheFirst() async throws {
        let server = try await TestServer()
        for _ in 0..<2 {
            _ = try await server.perform(.rotateSecret(client: "reader", label: nil, isOldRevoked: false))
        }
        #expect(await refusal { _ = try await server.token() }?.code == .invalidClient)
    }

    @Test func revokingTheOldSecretEndsItAtOnce() async throws {
        let server = try await TestServer()
        let command = AdminCommand.rotateSecret(client: "reader", label: nil, isOldRevoked: true)
        guard case .createdClient(let created) = try await server.perform(command) else {
            Issue.record("not rotated")
            return
        }
        #expect(created.client.secrets.count == 1)
        #expect(await refusal { _ = try await server.token() }?.code == .invalidClient)
        _ = try await server.token(secret: try #require(created.clientSecret))
    }

    @Test func aPublicClientHasNoSecretToRotate() async throws {
        let server = try await TestServer(clients: [.reader(grants: [.authorizationCode], isPublic: true)])
        let command = AdminCommand.rotateSecret(client: "reader", label: nil, isOldRevoked: false)
        #expect(isRefused(try await server.perform(command), .publicClient))
    }

    @Test func aHostileLabelIsRefused() async throws {
        let server = try await TestServer()
        let command = AdminCommand.rotateSecret(client: "reader", label: "a\u{1B}[2J", isOldRevoked: false)
        #expect(isRefused(try await server.perform(command), .invalidLabel))
    }

    @Test func aDisabledClientGetsNoTokenAndItsTokensAreRefusedForGood() async throws {
        let server = try await TestServer()
        let token = try server.verified(try await server.accessToken(now: TestServer.now + 3))
        guard case .client(let summary) = try await server.perform(.disableClient("reader")) else {
            Issue.record("not disabled")
            return
        }
        #expect(summary.disabledAt == TestServer.now)
        #expect(await refusal { _ = try await server.token() }?.code == .invalidClient)
        #expect(server.live.isRevoked(token), "also a token signed while the change was committed")
        server.live.purge(before: TestServer.now + 1_000_000)
        #expect(server.live.isRevoked(token))
    }

    @Test func disablingTwiceIsAuditedOnce() async throws {
        let server = try await TestServer()
        _ = try await server.perform(.disableClient("reader"))
        _ = try await server.perform(.disableClient("reader"), now: TestServer.now + 9)
        #expect(try await server.audit().filter { $0.kind == .clientDisabled(client: .fixture("reader")) }.count == 1)
    }

    @Test func anEnabledClientGetsNewTokensWhileTheOldOnesStayRefused() async throws {
        let server = try await TestServer()
        let old = try server.verified(try await server.accessToken())
        _ = try await server.perform(.disableClient("reader"))
        _ = try await server.perform(.enableClient("reader"), now: TestServer.now + 10)
        let new = try server.verified(try await server.accessToken(now: TestServer.now + 10))
        #expect(server.live.isRevoked(old))
        #expect(!server.live.isRevoked(new))
        #expect(new.issuedAt == TestServer.now + 11)
        #expect(try await server.store.revocations(at: 0).map(\.expiresAt) == [TestServer.now + 10 + 3660])
    }

    @Test func enablingAClientThatWorksChangesNothing() async throws {
        let server = try await TestServer()
        let token = try server.verified(try await server.accessToken())
        let events = try await server.audit().count
        _ = try await server.perform(.enableClient("reader"), now: TestServer.now + 10)
        #expect(!server.live.isRevoked(token))
        #expect(try await server.audit().count == events)
    }

    @Test func aDeletedClientIsGoneAndItsTokensAreRefusedForOneLifetime() async throws {
        let server = try await TestServer()
        let token = try server.verified(try await server.accessToken())
        guard case .deletedClient(let summary) = try await server.perform(.deleteClient("reader")) else {
            Issue.record("not deleted")
            return
        }
        #expect(summary.clientID == "reader")
        #expect(server.live.isRevoked(token))
        #expect(await refusal { _ = try await server.token() }?.code == .invalidClient)
        #expect(isRefused(try await server.perform(.showClient("reader")), .unknownClient))
        let record = try #require(try await server.store.revocations(at: 0).first)
        #expect(record.expiresAt == TestServer.now + 5 + 3660)
    }

    @Test func deletingADisabledClientLeavesABoundedRecord() async throws {
        let server = try await TestServer()
        _ = try await server.perform(.disableClient("reader"))
        _ = try await server.perform(.deleteClient("reader"))
        #expect(try await server.store.revocations(at: 0).allSatisfy { $0.expiresAt != nil })
        server.live.purge(before: TestServer.now + 5 + 3661)
        #expect(server.live.count == 0)
    }

    @Test func aClientCreatedAgainUnderTheSameIDGetsTokensThatLive() async throws {
        let server = try await TestServer()
        let old = try server.verified(try await server.accessToken())
        _ = try await server.perform(.deleteClient("reader"))
        let answer = try await server.perform(.createClient(.fixture(clientID: "reader")))
        guard case .createdClient(let created) = answer, let secret = created.clientSecret else {
            Issue.record("not created")
            return
        }
        let text = try await server.token(secret: secret).accessToken.withExposedValue { $0 }
        #expect(try !server.live.isRevoked(server.verified(text)))
        #expect(server.live.isRevoked(old))
    }
}
