import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("What a client settles beside its grants")
struct ClientProfileTests {
    private static let callback = "https://app.example.test/callback"
    private static let thumbprint = Base64URL.encode([UInt8](repeating: 7, count: 32))
    private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1]
    private static let keySet =
        #"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","#
        + #""y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#

    private static func client(
        isPublic: Bool = false,
        redirectURIs: [String] = [callback],
        logo: [UInt8]? = nil,
        _ change: (inout ClientProfile) -> Void = { _ in }
    ) -> NewClient {
        NewClient(
            clientID: "app",
            application: "tstapp",
            name: "App",
            grants: ["authorization_code"],
            scopes: ["openid"],
            isPublic: isPublic,
            redirectURIs: redirectURIs,
            profile: .with(change),
            logo: logo
        )
    }

    private func created(_ new: NewClient) async throws -> (server: TestServer, client: CreatedClient)? {
        let server = try await TestServer(clients: [])
        guard case .createdClient(let client) = try await server.perform(.createClient(new)) else { return nil }
        return (server, client)
    }

    /// A profile that must be refused.
    struct Mistake: CustomTestStringConvertible {
        let why: String
        let new: NewClient
        let code: AdminRefusal.Code

        init(_ why: String, _ new: NewClient, _ code: AdminRefusal.Code = .invalidSettings) {
            self.why = why
            self.new = new
            self.code = code
        }

        var testDescription: String { why }
    }

    static let mistakes = [
        Mistake("confidential without proof", client { $0.authenticationMethod = ClientAuthenticationMethod.none }),
        Mistake("public with a proof", client(isPublic: true) { $0.authenticationMethod = .basic }),
        Mistake("assertion without keys", client { $0.authenticationMethod = .privateKeyJWT }),
        Mistake("certificate without subject", client { $0.authenticationMethod = .tlsClientAuth }),
        Mistake("own certificate without thumbprint", client { $0.authenticationMethod = .selfSignedTLS }),
        Mistake("signed requests without keys", client { $0.requiresSignedRequests = true }),
        Mistake(
            "keys and their address",
            client {
                $0.keys = keySet
                $0.keysURI = "https://app.example.test/keys"
            }
        ),
        Mistake("no keys in the set", client { $0.keys = #"{"keys":[]}"# }),
        Mistake("no set", client { $0.keys = "[]" }),
        Mistake("private key", client { $0.keys = keySet.replacing(#""x":"#, with: #""d":"AAAA","x":"#) }),
        Mistake("thumbprint of SHA-1", client { $0.certificateThumbprints = [Base64URL.encode([UInt8](1...20))] }),
        Mistake(
            "thumbprint in hexadecimal",
            client { $0.certificateThumbprints = [String(repeating: "ab", count: 32)] }
        ),
        Mistake("script as home page", client { $0.clientURI = "javascript:alert(1)" }, .invalidAddress),
        Mistake("plain home page", client { $0.clientURI = "http://app.example.test/" }, .invalidAddress),
        Mistake(
            "plain logout address",
            client { $0.backchannelLogoutURI = "http://app.example.test/" },
            .invalidAddress
        ),
        Mistake(
            "fragment in the logout address",
            client { $0.backchannelLogoutURI = "https://app.example.test/#a" },
            .invalidAddress
        ),
        Mistake("plain address of keys", client { $0.keysURI = "http://app.example.test/" }, .invalidAddress),
        Mistake(
            "plain return address",
            client { $0.postLogoutRedirectURIs = ["http://app.example.test/"] },
            .invalidRedirectURI
        ),
        Mistake(
            "return addresses by the hundred",
            client { $0.postLogoutRedirectURIs = (0...100).map { "https://app.example.test/\($0)" } }
        ),
        Mistake("algorithm none", client { $0.idTokenAlgorithm = "none" }),
        Mistake("algorithm with a shared secret", client { $0.idTokenAlgorithm = "HS256" }),
        Mistake("short-lived access tokens", client { $0.accessTokenSeconds = 59 }),
        Mistake("long-lived access tokens", client { $0.accessTokenSeconds = 86_401 }),
        Mistake("short-lived refresh tokens", client { $0.refreshTokenSeconds = 299 }),
        Mistake("long-lived refresh tokens", client { $0.refreshTokenSeconds = 31_536_001 }),
        Mistake("negative age", client { $0.defaultMaxAge = -1 }),
        Mistake(
            "pairwise for two hosts",
            client(redirectURIs: [callback, "https://other.example.test/"]) { $0.subjectType = .pairwise }
        ),
        Mistake("sector as an address", client { $0.sectorIdentifier = "https://app.example.test/" }),
        Mistake("sector with a port", client { $0.sectorIdentifier = "app.example.test:443" }),
        Mistake("sector in capitals", client { $0.sectorIdentifier = "App.Example.Test" }),
        Mistake("logo that is a script", client(logo: Array("<svg onload=alert(1)>".utf8)), .invalidLogo),
        Mistake("logo that is too large", client(logo: png + [UInt8](repeating: 0, count: 65_536)), .invalidLogo),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsRefused(_ mistake: Mistake) async throws {
        let server = try await TestServer(clients: [])
        guard case .refused(let refusal) = try await server.perform(.createClient(mistake.new)) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == mistake.code)
        #expect(try await server.store.clients(application: nil, after: nil, limit: 5).isEmpty)
    }

    @Test func whatIsSoundIsKept() async throws {
        let new = Self.client {
            $0.authenticationMethod = .privateKeyJWT
            $0.keys = Self.keySet
            $0.clientURI = "https://app.example.test/"
            $0.postLogoutRedirectURIs = ["https://app.example.test/bye"]
            $0.backchannelLogoutURI = "https://app.example.test/logout"
            $0.idTokenAlgorithm = "RS256"
            $0.subjectType = .pairwise
            $0.sectorIdentifier = "app.example.test"
            $0.requiresPushedRequests = true
            $0.requiresSignedRequests = true
            $0.requiresProof = true
            $0.bindsCertificate = true
            $0.isFirstParty = true
            $0.accessTokenSeconds = 60
            $0.refreshTokenSeconds = 300
            $0.defaultMaxAge = 0
        }
        let (server, created) = try #require(try await created(new))
        #expect(created.client.profile == new.profile)
        #expect(try await server.store.client(.fixture("app"))?.profile == new.profile)
    }

    @Test(arguments: [
        client {
            $0.authenticationMethod = .privateKeyJWT
            $0.keys = keySet
        },
        client {
            $0.authenticationMethod = .tlsClientAuth
            $0.certificateSubject = "CN=app"
        },
        client {
            $0.authenticationMethod = .selfSignedTLS
            $0.certificateThumbprints = [thumbprint]
        },
    ])
    func aClientThatProvesItselfByAKeyHasNoSecret(_ new: NewClient) async throws {
        let (server, created) = try #require(try await created(new))
        #expect(created.clientSecret == nil)
        #expect(created.client.secrets.isEmpty)
        let rotation = AdminCommand.rotateSecret(client: "app", label: nil, isOldRevoked: false)
        guard case .refused(let refusal) = try await server.perform(rotation) else {
            Issue.record("a secret was made")
            return
        }
        #expect(refusal.code == .invalidSettings)
    }

    @Test(arguments: [ClientAuthenticationMethod.basic, .post])
    func aClientThatSaysHowItSendsItsSecretHasOne(_ method: ClientAuthenticationMethod) async throws {
        #expect(try await created(Self.client { $0.authenticationMethod = method })?.client.clientSecret != nil)
    }

    @Test func aPublicClientMayNameAHostOfItsOwnForPairwiseSubjects() async throws {
        let new = Self.client(isPublic: true, redirectURIs: ["com.example.app:/callback", Self.callback]) {
            $0.subjectType = .pairwise
            $0.sectorIdentifier = "app.example.test"
        }
        #expect(try await created(new) != nil)
    }

    @Test func theLogoIsStored() async throws {
        let (server, created) = try #require(try await created(Self.client(logo: Self.png)))
        #expect(created.client.profile.hasLogo == true)
        #expect(try await server.store.logo(of: .fixture("app"))?.mediaType == .png)
    }

    @Test func whatTheServerSaysOfAClientCannotBeWished() async throws {
        let new = Self.client {
            $0.source = .dynamic
            $0.registrationTokenDigest = "AAAA"
            $0.hasLogo = true
        }
        #expect(try await created(new)?.client.client.profile == ClientProfile())
    }

    @Test func offlineAccessBringsTheGrantThatItNeeds() async throws {
        let server = try await TestServer(clients: [])
        let new = NewClient.fixture(
            grants: ["authorization_code"],
            scopes: ["openid", "offline_access"],
            redirectURIs: [Self.callback]
        )
        guard case .createdClient(let created) = try await server.perform(.createClient(new)) else {
            Issue.record("not created")
            return
        }
        #expect(created.client.grants == ["authorization_code", "refresh_token"])
    }

    @Test func aPublicClientCannotExchangeTokens() async throws {
        let server = try await TestServer(clients: [])
        let exchange = "urn:ietf:params:oauth:grant-type:token-exchange"
        let new = NewClient.fixture(
            grants: ["authorization_code", exchange],
            isPublic: true,
            redirectURIs: [Self.callback]
        )
        guard case .refused(let refusal) = try await server.perform(.createClient(new)) else {
            Issue.record("not refused")
            return
        }
        #expect(refusal.code == .unsuitableGrant)
    }
}
