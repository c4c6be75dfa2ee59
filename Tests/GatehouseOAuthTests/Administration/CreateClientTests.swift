import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

extension NewClient {
    /// A client that can be created; a test states only what matters to it.
    static func fixture(
        clientID: String? = nil,
        application: String = "tstapp",
        name: String = "Reporting job",
        grants: [String] = ["client_credentials"],
        scopes: [String] = ["tstapp_data.read"],
        isPublic: Bool = false,
        redirectURIs: [String] = [],
        policyURI: String? = nil,
        termsOfServiceURI: String? = nil
    ) -> NewClient {
        NewClient(
            clientID: clientID,
            application: application,
            name: name,
            grants: grants,
            scopes: scopes,
            isPublic: isPublic,
            redirectURIs: redirectURIs,
            policyURI: policyURI,
            termsOfServiceURI: termsOfServiceURI
        )
    }
}

@Suite("Creating clients")
struct CreateClientTests {
    private func created(_ server: TestServer, _ new: NewClient) async throws -> CreatedClient {
        let answer = try await server.perform(.createClient(new))
        guard case .createdClient(let created) = answer else {
            Issue.record("not created: \(answer)")
            throw AdminRefusal(.unknownClient, "not created")
        }
        return created
    }

    private func refusal(_ new: NewClient, catalog: ScopeCatalog = .fixture()) async throws -> AdminRefusal? {
        let server = try await TestServer(clients: [], catalog: catalog)
        guard case .refused(let refusal) = try await server.perform(.createClient(new)) else { return nil }
        #expect(try await server.store.clients(application: nil, after: nil, limit: 5).isEmpty)
        return refusal
    }

    @Test func theNewClientGetsAToken() async throws {
        let server = try await TestServer(clients: [])
        let created = try await created(server, .fixture())
        let secret = try #require(created.clientSecret)
        let answer = try await server.token(client: created.client.clientID, secret: secret)
        #expect(answer.scope == "tstapp_data.read")
    }

    @Test func idAndSecretAreRandomAndLong() async throws {
        let server = try await TestServer(clients: [], entropy: SystemEntropy())
        var seen: Set<String> = []
        for _ in 0..<64 {
            let created = try await created(server, .fixture())
            let secret = try #require(created.clientSecret)
            #expect(Base64URL.decode(created.client.clientID)?.count == 16)
            #expect(Base64URL.decode(secret)?.count == 32)
            #expect(created.client.clientID.first != "-")
            seen.formUnion([created.client.clientID, secret])
        }
        #expect(seen.count == 128)
    }

    @Test func onlyTheDigestOfTheSecretIsStored() async throws {
        let server = try await TestServer(clients: [])
        let created = try await created(server, .fixture(clientID: "job"))
        let stored = try #require(try await server.store.client(.fixture("job")))
        #expect(stored.secrets.map(\.digest) == [SecretDigest.of(try #require(created.clientSecret))])
        #expect(stored.createdAt == TestServer.now)
    }

    @Test func creationIsAuditedOnceUnderItsActor() async throws {
        let server = try await TestServer(clients: [])
        _ = try await created(server, .fixture(clientID: "job"))
        #expect(
            try await server.audit().last
                == AuditEvent(
                    at: TestServer.now,
                    actor: "cli",
                    kind: .clientCreated(client: .fixture("job"), application: "tstapp")
                )
        )
    }

    @Test func aTakenIDIsRefused() async throws {
        let server = try await TestServer()
        guard case .refused(let refusal) = try await server.perform(.createClient(.fixture(clientID: "reader"))) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .clientExists)
    }

    @Test func aPublicClientHasNoSecret() async throws {
        let server = try await TestServer(clients: [])
        let created = try await created(
            server,
            .fixture(
                grants: ["authorization_code", "refresh_token"],
                scopes: ["openid", "offline_access", "tstapp_data.read"],
                isPublic: true,
                redirectURIs: ["https://app.example/callback", "http://127.0.0.1/callback"],
                policyURI: "https://app.example/privacy",
                termsOfServiceURI: "https://app.example/terms"
            )
        )
        #expect(created.clientSecret == nil)
        #expect(created.client.secrets.isEmpty)
        #expect(created.client.redirectURIs == ["https://app.example/callback", "http://127.0.0.1/callback"])
    }

    @Test func aScopeOfAnotherApplicationMayBeGiven() async throws {
        let server = try await TestServer(clients: [])
        let created = try await created(server, .fixture(scopes: ["billing_invoices", "tstapp_data.write"]))
        #expect(created.client.scopes == ["billing_invoices", "tstapp_data.write"])
    }

    /// A client that must be refused.
    typealias Mistake = AdminMistake<NewClient>

    static let mistakes = [
        Mistake("unknown application", .fixture(application: "zzz"), .unknownApplication, suggests: "billing, tstapp"),
        Mistake(
            "misspelt application",
            .fixture(application: "tstap"),
            .unknownApplication,
            suggests: "Did you mean tstapp?"
        ),
        Mistake("application in capitals", .fixture(application: "TSTAPP"), .unknownApplication),
        Mistake(
            "misspelt scope",
            .fixture(scopes: ["tstapp_data.raed"]),
            .unknownScope,
            suggests: "Did you mean tstapp_data.read?"
        ),
        Mistake("unknown scope", .fixture(scopes: ["nonsense"]), .unknownScope, suggests: "tstapp_data.read"),
        Mistake("two scopes in one", .fixture(scopes: ["tstapp_data.read tstapp_data.write"]), .unknownScope),
        Mistake("no scope", .fixture(scopes: []), .noScope, suggests: "tstapp_data.read"),
        Mistake("predefined scope", .fixture(scopes: ["openid"]), .unsuitableScope),
        Mistake("offline access", .fixture(scopes: ["tstapp_data.read", "offline_access"]), .unsuitableScope),
        Mistake(
            "misspelt scope of OpenID Connect",
            .fixture(
                grants: ["authorization_code"],
                scopes: ["opnid"],
                redirectURIs: ["https://app.example/callback"]
            ),
            .unknownScope,
            suggests: "Did you mean openid?"
        ),
        Mistake(
            "misspelt grant",
            .fixture(grants: ["client_credential"]),
            .unknownGrant,
            suggests: "Did you mean client_credentials?"
        ),
        Mistake("unknown grant", .fixture(grants: ["password"]), .unknownGrant, suggests: "authorization_code"),
        Mistake("no grant", .fixture(grants: []), .unsuitableGrant),
        Mistake("public with client credentials", .fixture(isPublic: true), .unsuitableGrant),
        Mistake("refresh token alone", .fixture(grants: ["refresh_token"]), .unsuitableGrant),
        Mistake("no name", .fixture(name: ""), .invalidName),
        Mistake("name of spaces", .fixture(name: "  "), .invalidName),
        Mistake("space at the end", .fixture(name: "Job "), .invalidName),
        Mistake("line break in the name", .fixture(name: "a\nb"), .invalidName),
        Mistake("NUL in the name", .fixture(name: "a\u{0}b"), .invalidName),
        Mistake("text direction in the name", .fixture(name: "a\u{202E}b"), .invalidName),
        Mistake("invisible character in the name", .fixture(name: "a\u{200B}b"), .invalidName),
        Mistake("line separator in the name", .fixture(name: "a\u{2028}b"), .invalidName),
        Mistake("overlong name", .fixture(name: String(repeating: "ü", count: 101)), .invalidName),
        Mistake("space in the id", .fixture(clientID: "a b"), .invalidClientID),
        Mistake("colon in the id", .fixture(clientID: "a:b"), .invalidClientID),
        Mistake("hyphen first in the id", .fixture(clientID: "-a"), .invalidClientID),
        Mistake("empty id", .fixture(clientID: ""), .invalidClientID),
        Mistake("id of the dashboard", .fixture(clientID: "gatehouse-dashboard"), .invalidClientID),
        Mistake("id like one of this server", .fixture(clientID: "GateHouse2"), .invalidClientID),
        Mistake("actor of commands as the id", .fixture(clientID: "cli"), .invalidClientID),
        Mistake("actor of policies as the id", .fixture(clientID: "Policy"), .invalidClientID),
        Mistake("actor of the server as the id", .fixture(clientID: "server"), .invalidClientID),
        Mistake("id of a person", .fixture(clientID: UserID.fixture(1).value), .invalidClientID),
        Mistake(
            "id of a person in capitals",
            .fixture(clientID: "0A1B2C3D-0000-4000-8000-ABCDEFABCDEF"),
            .invalidClientID
        ),
        Mistake("redirect URI without need", .fixture(redirectURIs: ["https://a.example/"]), .invalidRedirectURI),
        Mistake("no redirect URI", .fixture(grants: ["authorization_code"]), .invalidRedirectURI),
        Mistake(
            "asterisk in a redirect URI",
            .fixture(grants: ["authorization_code"], redirectURIs: ["https://a.example/*"]),
            .invalidRedirectURI
        ),
        Mistake(
            "redirect URI with http",
            .fixture(grants: ["authorization_code"], redirectURIs: ["http://a.example/"]),
            .invalidRedirectURI,
            suggests: "Use https"
        ),
        Mistake("script as policy address", .fixture(policyURI: "javascript:alert(1)"), .invalidAddress),
        Mistake("http as terms address", .fixture(termsOfServiceURI: "http://a.example/"), .invalidAddress),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsRefusedWithHelp(_ mistake: Mistake) async throws {
        let refusal = try #require(try await refusal(mistake.new))
        #expect(refusal.code == mistake.code)
        if let suggestion = mistake.suggestion {
            #expect(refusal.suggestion?.contains(suggestion) == true)
        }
    }

    @Test func withoutAnyPolicyTheRefusalSaysSo() async throws {
        let refusal = try #require(try await refusal(.fixture(), catalog: .empty))
        #expect(refusal.suggestion == "No policy declares an application yet.")
    }

    @Test(arguments: ["Jürgens Job", "報告", "a \"quoted\" <b>name</b> & more", "👩"])
    func aNameInAnyLanguageIsKept(_ name: String) async throws {
        let server = try await TestServer(clients: [])
        #expect(try await created(server, .fixture(name: name)).client.name == name)
    }
}
