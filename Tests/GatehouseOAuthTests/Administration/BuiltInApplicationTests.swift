import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("This server as an application")
struct BuiltInApplicationTests {
    private static let catalog = ScopeCatalog.fixture().withBuiltIn(issuer: TestServer.issuer)

    private func server(
        clients: [Client] = [.reader()],
        catalog: ScopeCatalog = Self.catalog,
        registration: PeopleConfiguration.Registration = .open
    ) async throws -> TestServer {
        var settings = PeopleConfiguration()
        settings.registration = registration
        return try await TestServer(clients: clients, catalog: catalog, settings: settings)
    }

    private static func api(
        grants: [String] = ["client_credentials"],
        scopes: [String] = ["gatehouse_admin"],
        isPublic: Bool = false,
        redirectURIs: [String] = []
    ) -> NewClient {
        .fixture(
            clientID: "api",
            application: "gatehouse",
            grants: grants,
            scopes: scopes,
            isPublic: isPublic,
            redirectURIs: redirectURIs
        )
    }

    @Test func anAdministratorRegistersAClientForTheAPI() async throws {
        let server = try await server()
        guard case .createdClient(let created) = try await server.perform(.createClient(Self.api())) else {
            Issue.record("not created")
            return
        }
        let secret = try #require(created.clientSecret)
        let answer = try await server.token(client: "api", secret: secret)
        let token = try server.verified(answer)
        #expect(token.audience == [TestServer.issuer + "/gatehouse"])
        #expect(token.scopes == ["gatehouse_admin"])
    }

    @Test func aClientOfThisServerActsForItselfAloneAndHasNoOtherScopes() async throws {
        let server = try await server()
        let forPeople = Self.api(grants: ["authorization_code"], redirectURIs: [Client.callback])
        #expect(try await server.administration.problems(of: forPeople).map(\.field) == ["grants"])
        let mixed = Self.api(scopes: ["gatehouse_read", "tstapp_data.read"])
        #expect(try await server.administration.problems(of: mixed).map(\.field) == ["scopes"])
    }

    @Test func noClientOfAnotherApplicationGetsItsScopes() async throws {
        let server = try await server()
        let wish = NewClient.fixture(scopes: ["tstapp_data.read", "gatehouse_read"])
        let refusal = try await server.perform(.createClient(wish)).refusal
        #expect(refusal?.code == .unsuitableScope)
        let update = try await server.perform(.updateClient("reader", wish, version: nil))
        #expect(update.refusal?.code == .unsuitableScope)
    }

    @Test(arguments: [
        #"{"scope":"gatehouse_admin","redirect_uris":["https://app.example.test/callback"]}"#,
        #"{"scope":"gatehouse_read openid","redirect_uris":["https://app.example.test/callback"]}"#,
        #"{"scope":"tstapp_data.read gatehouse_read","redirect_uris":["https://app.example.test/callback"]}"#,
    ])
    func noProgramRegistersItselfForIt(_ metadata: String) async throws {
        let server = try await server()
        let error = await #expect(throws: OAuthError.self) {
            _ = try await server.server.register(
                RegistrationRequest(
                    body: Array(metadata.utf8),
                    authorization: nil,
                    address: "192.0.2.1",
                    now: TestServer.now
                )
            )
        }
        #expect(error?.code == .invalidClientMetadata)
    }

    @Test func noInitialAccessTokenIsMadeForIt() async throws {
        let server = try await server(registration: .token)
        let answer = try await server.perform(.makeRegistrationToken(application: "gatehouse", seconds: 600))
        #expect(answer.refusal?.code == .builtIn)
    }

    @Test func itsScopesAreAdvertisedAndSuggestedNowhere() async throws {
        let server = try await server()
        #expect(!Self.catalog.advertisedScopes.contains { $0.hasPrefix("gatehouse") })
        let discovered = server.server.metadata()["scopes_supported"]?.array?.compactMap(\.string) ?? []
        #expect(discovered.contains("tstapp_data.read"))
        #expect(!discovered.contains { $0.hasPrefix("gatehouse") })
        let unknown = try await server.perform(.createClient(.fixture(application: "nothing"))).refusal
        #expect(unknown?.suggestion == "There are: billing, tstapp.")
        let misspelt = try await server.perform(.createClient(.fixture(scopes: ["gatehouse_raed"]))).refusal
        #expect(misspelt?.suggestion?.contains("gatehouse") == false)
    }

    @Test func withoutAPolicyThereIsNoApplicationToSuggest() async throws {
        let server = try await server(catalog: ScopeCatalog.empty.withBuiltIn(issuer: TestServer.issuer))
        let unknown = try await server.perform(.createClient(.fixture())).refusal
        #expect(unknown?.suggestion == "No policy declares an application yet.")
    }

    @Test func itsScopesAreItsOwnWhateverAPolicySays() {
        let thief = CatalogApplication.fixture(
            key: "thief",
            scopes: [CatalogScope(name: "gatehouse_admin", text: "Harmless")]
        )
        let catalog = ScopeCatalog([thief]).withBuiltIn(issuer: TestServer.issuer)
        #expect(catalog.application(ofScope: "gatehouse_admin")?.key == "gatehouse")
        #expect(catalog.withBuiltIn(issuer: TestServer.issuer) == catalog)
    }

    @Test func itsScopesAreSuggestedOnceForPeople() async throws {
        let server = try await server()
        let answer = try await server.perform(.assignScopes(user: "ada", given: ["nothing"], taken: []))
        #expect(
            answer.refusal?.suggestion == "There are: gatehouse_admin, gatehouse_read, tstapp_data.write."
        )
    }
}
