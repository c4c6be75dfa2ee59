import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("The person of the demo")
struct DemoPeopleTests {
    private let folder: TemporaryFolder
    private let store = MemoryStore()
    private let administration: Administration

    init() async throws {
        folder = try TemporaryFolder()
        let lifecycle = SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 3_600)
        let scopes = ["tstapp_data.read", "tstapp_data.write"].map { CatalogScope(name: $0, text: $0) }
        administration = Administration(
            configuration: AuthorizationServerConfiguration(issuer: "http://localhost:8080"),
            clients: store,
            people: .fixture(store: store),
            revocations: store,
            lifecycle: lifecycle,
            keys: nil,
            catalog: FixedCatalog(
                ScopeCatalog([
                    CatalogApplication(
                        key: "tstapp",
                        name: "Test application",
                        audience: "http://localhost:8080/tstapp",
                        publicURL: "http://localhost:8080/tstapp",
                        resourceMetadataURL: "http://localhost:8080/.well-known/oauth-protected-resource/tstapp",
                        prefix: "/tstapp",
                        scopes: scopes,
                        personClaims: []
                    )
                ])
            ),
            publishing: NothingLive(),
            keyPublishing: NothingLive(),
            directory: store
        )
    }

    private func prepare(issuer: String = "http://localhost:8080", now: Int64 = 1_000) async throws -> DemoPerson {
        try await DemoPeople(
            clients: store,
            people: .fixture(store: store),
            administration: administration,
            directory: DataDirectory(folder.path),
            signIn: DemoSignIn(issuer: issuer),
            now: now
        )
        .prepare()
    }

    @Test func canSignInWithThePasswordThatIsPrinted() async throws {
        let person = try await prepare()
        let alice = try #require(try await store.user(named: "alice@example.test"))
        #expect(alice.username.value == person.username)
        #expect(alice.name?.value == "Alice Example")
        #expect(alice.assignedScopes.names == ["gatehouse_admin"])
        let password = Secret(try #require(person.password))
        #expect(try await PlainPasswords().isCorrect(password, for: alice.passwordHash))
    }

    @Test func keepsItsPasswordOverARestart() async throws {
        let first = try await prepare()
        #expect(try await prepare() == first)
        #expect(folder.mode("demo.json") == 0o600)
    }

    @Test func hasNoPasswordToPrintOnceItChoseAnother() async throws {
        _ = try await prepare()
        _ = try await administration.perform(
            .setPassword(user: "alice", password: "amber kettle orbit"),
            actor: "test",
            now: 1_001
        )
        #expect(try await prepare().password == nil)
    }

    @Test func getsANewPasswordWhereTheOldOneWasLost() async throws {
        let first = try await prepare()
        try folder.write("demo.json", "{}")
        let second = try await prepare()
        #expect(second.password != nil)
        #expect(second != first)
        #expect(try await prepare() == second)
    }

    @Test func comesBackToTheSampleAPIWhereverTheIssuerIs() async throws {
        _ = try await prepare()
        let client = try #require(try await store.client(.fixture("tstapp-web")))
        #expect(client.isPublic)
        #expect(client.secrets.isEmpty)
        #expect(client.grants == [.authorizationCode, .refreshToken])
        #expect(client.scopes == ScopeSet(DemoSignIn.scopes))
        #expect(client.redirectURIs == ["http://localhost:8080/tstapp/callback"])
        _ = try await prepare(issuer: "http://localhost:9090")
        let moved = try #require(try await store.client(.fixture("tstapp-web")))
        #expect(moved.redirectURIs == ["http://localhost:9090/tstapp/callback"])
        #expect(moved.scopes == client.scopes)
    }
}
