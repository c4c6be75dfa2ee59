import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("The secrets of a client")
struct SecretCommandTests {
    @Test func aSecondSecretWorksBesideTheFirst() async throws {
        let server = try await TestServer()
        guard case .createdClient(let created) = try await server.perform(.addSecret(client: "reader", label: "June"))
        else {
            Issue.record("not added")
            return
        }
        let secret = try #require(created.clientSecret)
        #expect(created.client.secrets.map(\.label) == ["first", "June"])
        _ = try await server.token(secret: secret)
        _ = try await server.token()
    }

    @Test func aThirdSecretIsRefusedAndDropsNone() async throws {
        let server = try await TestServer()
        let two = try await server.perform(.addSecret(client: "reader", label: nil)).client().secrets
        let third = try await server.perform(.addSecret(client: "reader", label: nil))
        #expect(third.refusal?.code == .tooManySecrets)
        #expect(try await server.perform(.showClient("reader")).client().secrets == two)
    }

    @Test func ofManyAtOnceOneSecretIsAdded() async throws {
        let server = try await TestServer()
        let answers = try await withThrowingTaskGroup(of: AdminAnswer.self) { group in
            for _ in 0..<20 {
                group.addTask { try await server.perform(.addSecret(client: "reader", label: nil)) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0.refusal == nil } == 1)
        #expect(answers.count { $0.refusal?.code == .tooManySecrets } == 19)
    }

    @Test func aSecretThatWasTakenAwayWorksNoMore() async throws {
        let server = try await TestServer()
        let after = try await server.perform(.removeSecret(client: "reader", secret: "first")).client()
        #expect(after.secrets.isEmpty)
        let error = await #expect(throws: OAuthError.self) { _ = try await server.token() }
        #expect(error?.code == .invalidClient)
        let names = try await server.audit().map(\.kind.name)
        #expect(names.contains("client.secret_removed"))
    }

    @Test func ofAPolicysClientOnlyTheSecretBeforeTheFilesOneIsTakenAway() async throws {
        let secrets = ["old", "new"].map { ClientSecret(id: $0, label: $0, digest: SecretDigest.of($0), createdAt: 1) }
        let two = Client.fixture(id: "two", secrets: secrets, profile: .with { $0.source = .policy })
        let one = Client.fixture(id: "one", secrets: [secrets[0]], profile: .with { $0.source = .policy })
        let server = try await TestServer(clients: [two, one])
        func refusal(_ secret: String, of client: String) async throws -> AdminRefusal.Code? {
            try await server.perform(.removeSecret(client: client, secret: secret)).refusal?.code
        }
        #expect(try await refusal("old", of: "one") == .declaredElsewhere)
        #expect(try await refusal("new", of: "two") == .declaredElsewhere)
        #expect(try await refusal("else", of: "two") == .declaredElsewhere)
        #expect(try await refusal("old", of: "two") == nil)
        #expect(try await server.store.client(.fixture("two"))?.secrets.map(\.id) == ["new"])
        #expect(try await refusal("new", of: "two") == .declaredElsewhere)
    }

    @Test func anUnknownSecretIsNamed() async throws {
        let server = try await TestServer()
        let refusal = try await server.perform(.removeSecret(client: "reader", secret: "fist")).refusal
        #expect(refusal?.code == .unknownSecret)
        #expect(refusal?.suggestion == "There are: first.")
    }

    @Test func whoHasNoSecretGetsNone() async throws {
        let byKey = Client.fixture(id: "key", profile: .with { $0.authenticationMethod = .privateKeyJWT })
        let server = try await TestServer(clients: [.app(), byKey])
        #expect(try await server.perform(.addSecret(client: "app", label: nil)).refusal?.code == .publicClient)
        #expect(try await server.perform(.addSecret(client: "key", label: nil)).refusal?.code == .invalidSettings)
    }

    @Test func aLabelIsChecked() async throws {
        let server = try await TestServer()
        let answer = try await server.perform(.addSecret(client: "reader", label: " "))
        #expect(answer.refusal?.code == .invalidLabel)
    }
}
