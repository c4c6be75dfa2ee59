import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Changing clients")
struct ClientUpdateTests {
    private static func update(_ wish: NewClient, of id: String = "reader", version: String? = nil) -> AdminCommand {
        .updateClient(id, wish, version: version)
    }

    private static func app(
        name: String = "App",
        grants: [String] = ["authorization_code", "refresh_token"],
        scopes: [String] = ["openid", "offline_access", "tstapp_data.read"],
        redirectURIs: [String] = [Client.callback]
    ) -> NewClient {
        .fixture(
            application: "tstapp",
            name: name,
            grants: grants,
            scopes: scopes,
            isPublic: true,
            redirectURIs: redirectURIs
        )
    }

    @Test func everythingThatDescribesAClientIsReplaced() async throws {
        let server = try await TestServer()
        let before = try await server.perform(.showClient("reader")).client()
        var wish = NewClient.fixture(name: "Night job", policyURI: "https://a.example/policy")
        wish.profile.accessTokenSeconds = 600
        let after = try await server.perform(Self.update(wish, version: before.version)).client()
        #expect(after.name == "Night job")
        #expect(after.scopes == ["tstapp_data.read"])
        #expect(after.policyURI == "https://a.example/policy")
        #expect(after.profile.accessTokenSeconds == 600)
        #expect(after.secrets == before.secrets)
        #expect(after.version != before.version)
        #expect(try await server.audit().map(\.kind.name).contains("client.updated"))
    }

    @Test func anEditOfAnOlderVersionIsRefused() async throws {
        let server = try await TestServer()
        let version = try await server.perform(.showClient("reader")).client().version
        _ = try await server.perform(Self.update(.fixture(name: "First"), version: version))
        let second = try await server.perform(Self.update(.fixture(name: "Second"), version: version))
        #expect(second.refusal?.code == .outdated)
        #expect(try await server.perform(.showClient("reader")).client().name == "First")
    }

    @Test func whatTheServerSaysOfAClientCannotBeSet() async throws {
        let profile = ClientProfile.with {
            $0.source = .dynamic
            $0.registrationTokenDigest = "digest"
            $0.consentsSince = 5
        }
        let server = try await TestServer(clients: [.app(profile: profile)])
        var wish = Self.app()
        wish.profile.source = .builtIn
        wish.profile.registrationTokenDigest = "mine"
        wish.profile.documentURL = "https://a.example/"
        wish.profile.hasLogo = true
        wish.profile.consentsSince = 9
        wish.profile.grantedScopes = ["billing_invoices"]
        wish.profile.declaredIn = "a.yaml:1"
        let after = try await server.perform(Self.update(wish, of: "app")).client()
        #expect(after.profile == profile)
        let created = try await server.perform(.createClient(wish)).client()
        #expect(created.profile == ClientProfile())
    }

    @Test func aClientKeepsItsIDItsApplicationAndItsKind() async throws {
        let server = try await TestServer()
        let wish = NewClient.fixture(
            clientID: "other",
            application: "billing",
            grants: ["authorization_code"],
            scopes: ["openid"],
            isPublic: true,
            redirectURIs: [Client.callback]
        )
        let problems = try await server.administration.problems(of: wish, updating: .fixture("reader"))
        #expect(problems.map(\.field) == ["client_id", "application", "public"])
        #expect(problems.allSatisfy { $0.refusal.code == .unchangeable })
        #expect(try await server.perform(Self.update(wish)).refusal?.code == .unchangeable)
    }

    @Test func tokensOfTheClientItselfThatCarryTooMuchAreRefused() async throws {
        let server = try await TestServer()
        let token = try await server.verified(server.accessToken())
        _ = try await server.perform(
            Self.update(
                .fixture(
                    name: "Same",
                    scopes: [
                        "tstapp_data.read", "tstapp_datamanagement", "billing_invoices",
                    ]
                )
            )
        )
        #expect(!server.live.isRevoked(token))
        _ = try await server.perform(Self.update(.fixture()))
        #expect(server.live.isRevoked(token))
        let next = try await server.verified(server.accessToken(now: TestServer.now + 1))
        #expect(!server.live.isRevoked(next))
        #expect(next.scopes == ["tstapp_data.read"])
    }

    @Test func grantsOfPeopleThatExceedTheScopesEndAndOthersStay() async throws {
        let server = try await TestServer(clients: [
            .app(grants: [.authorizationCode, .refreshToken], scopes: TestServer.everyScope)
        ])
        try await server.allow(scope: ["openid", "billing_invoices"], code: "wide", grantID: "wide")
        try await server.allow(scope: ["openid", "tstapp_data.read"], code: "narrow", grantID: "narrow")
        let wide = try await server.redeem("wide")
        let narrow = try await server.redeem("narrow")
        _ = try await server.perform(Self.update(Self.app(), of: "app"))
        #expect(try !server.isLive(wide))
        #expect(try server.isLive(narrow))
        #expect(try await server.store.grant("wide")?.revokedAt == TestServer.now)
        #expect(try await server.store.grant("narrow")?.revokedAt == nil)
    }

    @Test func everyGrantEndsWithTheGrantTypesOfPeople() async throws {
        let client = Client.app(grants: [.authorizationCode, .clientCredentials], isPublic: false)
        let server = try await TestServer(clients: [client])
        try await server.allow(scope: ["openid", "tstapp_data.read"])
        let answer = try await server.redeem(secret: Client.secretText)
        _ = try await server.perform(Self.update(.fixture(), of: "app"))
        #expect(try !server.isLive(answer))
    }

    @Test func consentsStayWhenAnAdministratorChangesNameAndAddress() async throws {
        let server = try await TestServer(clients: [.app()])
        let changed = Self.app(name: "Renamed", redirectURIs: ["https://new.example.test/callback"])
        let after = try await server.perform(Self.update(changed, of: "app")).client()
        #expect(after.redirectURIs == ["https://new.example.test/callback"])
        #expect(after.profile.consentsSince == nil)
    }

    @Test func scopesThatPolicyFilesGaveStay() async throws {
        let profile = ClientProfile.with { $0.grantedScopes = ["billing_invoices", "gone"] }
        let client = Client.fixture(
            id: "reader",
            scopes: ["tstapp_data.read", "billing_invoices"],
            profile: profile
        )
        let server = try await TestServer(clients: [client])
        let after = try await server.perform(Self.update(.fixture(scopes: ["tstapp_datamanagement"]))).client()
        #expect(after.scopes == ["billing_invoices", "tstapp_datamanagement"])
        #expect(after.profile.grantedScopes == ["billing_invoices", "gone"])
    }

    @Test(arguments: [
        AdminCommand.updateClient("declared", .fixture(), version: nil), .deleteClient("declared"),
        .addSecret(client: "declared", label: nil), .removeSecret(client: "declared", secret: "first"),
        .rotateSecret(client: "declared", label: nil, isOldRevoked: false), .setLogo(client: "declared", nil),
    ])
    func whatAFileDeclaresIsChangedThere(_ command: AdminCommand) async throws {
        let profile = ClientProfile.with {
            $0.source = .policy
            $0.declaredIn = "policies/tstapp.yaml:12"
        }
        let server = try await TestServer(clients: [.fixture(id: "declared", profile: profile)])
        let refusal = try await server.perform(command).refusal
        #expect(refusal?.code == .declaredElsewhere)
        #expect(refusal?.message.contains("policies/tstapp.yaml:12") ?? false)
        #expect(try await server.perform(.disableClient("declared")).client().disabledAt == TestServer.now)
        #expect(try await server.perform(.enableClient("declared")).client().disabledAt == nil)
    }

    @Test func whatNoFileDeclaresAnyMoreIsNotLetInAgain() async throws {
        let profile = ClientProfile.with { $0.source = .policy }
        let server = try await TestServer(clients: [.fixture(id: "declared", disabledAt: 900, profile: profile)])
        let refusal = try await server.perform(.enableClient("declared")).refusal
        #expect(refusal?.code == .declaredElsewhere)
        #expect(refusal?.suggestion == "Declare it again, or delete it.")
    }

    @Test func aDisabledClientThatNoFileDeclaresAnyMoreCanBeDeleted() async throws {
        let profile = ClientProfile.with { $0.source = .policy }
        let server = try await TestServer(clients: [.fixture(id: "declared", profile: profile)])
        #expect(try await server.perform(.deleteClient("declared")).refusal?.code == .declaredElsewhere)
        _ = try await server.perform(.disableClient("declared"))
        #expect(try await server.perform(.deleteClient("declared")).client().clientID == "declared")
    }

    @Test(arguments: [
        AdminCommand.updateClient("own", .fixture(), version: nil), .deleteClient("own"), .disableClient("own"),
        .addSecret(client: "own", label: nil), .setLogo(client: "own", nil),
    ])
    func theServersOwnClientStaysAsItIs(_ command: AdminCommand) async throws {
        let profile = ClientProfile.with { $0.source = .builtIn }
        let server = try await TestServer(clients: [.fixture(id: "own", profile: profile)])
        #expect(try await server.perform(command).refusal?.code == .builtIn)
    }

    @Test func aClientThatItsDocumentDescribesIsChangedThere() async throws {
        let profile = ClientProfile.with { $0.source = .metadataDocument }
        let server = try await TestServer(clients: [.app(profile: profile)])
        let answer = try await server.perform(Self.update(Self.app(), of: "app"))
        #expect(answer.refusal?.code == .declaredElsewhere)
    }

    @Test func aLogoIsReplacedAndTakenAway() async throws {
        let server = try await TestServer()
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        #expect(try await server.perform(.setLogo(client: "reader", png)).client().profile.hasLogo == true)
        #expect(try await server.store.logo(of: .fixture("reader"))?.bytes == png)
        #expect(try await server.perform(.setLogo(client: "reader", [1])).refusal?.code == .invalidLogo)
        #expect(try await server.perform(.setLogo(client: "reader", nil)).client().profile.hasLogo == nil)
    }
}
