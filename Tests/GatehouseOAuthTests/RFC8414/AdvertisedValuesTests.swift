import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8414 — every advertised value works, and others do not")
struct AdvertisedValuesTests {
    /// What `accepts` makes of the advertised values, and of one that is not.
    private func check(
        _ name: String,
        against other: String,
        of server: TestServer,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ accepts: (String) async throws -> Bool
    ) async throws {
        let advertised = try DiscoveryTests.texts(name, of: server)
        #expect(!advertised.isEmpty, sourceLocation: sourceLocation)
        for value in advertised {
            #expect(try await accepts(value), "\(name): \(value)", sourceLocation: sourceLocation)
        }
        #expect(!advertised.contains(other), sourceLocation: sourceLocation)
        #expect(try await !accepts(other), "\(name): \(other)", sourceLocation: sourceLocation)
    }

    private func people() async throws -> TestServer { try await TestServer(clients: [.app()]) }

    @Test func grants() async throws {
        let server = try await TestServer(clients: [.app(grants: [.authorizationCode])])
        try await check("grant_types_supported", against: "password", of: server) { grant in
            let error = await refusal { _ = try await server.ask([("grant_type", grant)]) }
            return error?.code != .unsupportedGrantType
        }
    }

    @Test func responseTypes() async throws {
        let server = try await people()
        try await check("response_types_supported", against: "token", of: server) { type in
            try await TestBrowser(server.server).authorize([("response_type", type)]).signIn != nil
        }
    }

    @Test func responseModes() async throws {
        let server = try await people()
        try await check("response_modes_supported", against: "fragment", of: server) { mode in
            try await TestBrowser(server.server).authorize([("response_mode", mode)]).signIn != nil
        }
    }

    @Test func challengeMethods() async throws {
        let server = try await people()
        try await check("code_challenge_methods_supported", against: "plain", of: server) { method in
            try await TestBrowser(server.server).authorize([("code_challenge_method", method)]).signIn != nil
        }
    }

    @Test func prompts() async throws {
        let server = try await people()
        try await check("prompt_values_supported", against: "create", of: server) { prompt in
            let step = try await TestBrowser(server.server).authorize([("prompt", prompt)])
            return step.signIn != nil || step.error == "login_required"
        }
    }

    @Test func contexts() async throws {
        let server = try await people()
        #expect(try DiscoveryTests.texts("acr_values_supported", of: server) == ["aal1", "aal2"])
        var browser = TestBrowser(server.server)
        let code = try #require(try await browser.allow(["openid"], [("acr_values", "aal1")])["code"])
        #expect(try server.verified(try await server.redeem(code)).claims["acr"] == "aal1")
    }

    @Test func scopes() async throws {
        let server = try await people()
        try await check("scopes_supported", against: "tstapp_unknown", of: server) { scope in
            try await TestBrowser(server.server).authorize([("scope", scope)]).signIn != nil
        }
    }

    @Test func claims() async throws {
        let server = try await people()
        #expect(server.server.metadata()["claims_parameter_supported"] == true)
        let advertised = try DiscoveryTests.texts("claims_supported", of: server)
        try await server.allow(scope: ["openid", "profile", "email"])
        let answer = try await server.redeem()
        let identity = try #require(try JSONParser.parseObject(answer.json().span)["id_token"]?.string)
        let signed = try JSONWebTokenVerifier(keys: server.keys.snapshot.published).verify(identity)
        let told = try await server.userInfo(answer).members.map(\.name) + signed.claims.members.map(\.name)
        #expect(Set(told) == Set(advertised))
    }

    @Test func subjectTypes() async throws {
        let server = try await people()
        try await check("subject_types_supported", against: "secret", of: server) { name in
            guard let type = SubjectType(rawValue: name) else { return false }
            let one = try await TestServer(clients: [.app(profile: .with { $0.subjectType = type })])
            try await one.allow()
            let subject = try one.verified(try await one.redeem()).subject
            return (subject == User.ada.id.value) == (name == "public")
        }
    }

    @Test(arguments: SigningAlgorithm.allCases)
    func identityTokenAlgorithms(_ own: SigningAlgorithm) async throws {
        let server = try await TestServer(algorithm: own)
        let advertised = try DiscoveryTests.texts("id_token_signing_alg_values_supported", of: server)
        #expect(advertised.first == own.rawValue)
        for name in advertised {
            let wish: String? = name == own.rawValue ? nil : name
            let one = try await TestServer(
                clients: [.app(profile: .with { $0.idTokenAlgorithm = wish })],
                algorithm: own
            )
            try await one.allow()
            let json = try JSONParser.parseObject(try await one.redeem().json().span)
            let identity = try #require(json["id_token"]?.string)
            let signed = try JSONWebTokenVerifier(keys: one.keys.snapshot.published).verify(identity)
            #expect(signed.algorithm.rawValue == name)
        }
    }

    @Test func proofAlgorithms() async throws {
        let server = try await TestServer()
        try await check("dpop_signing_alg_values_supported", against: "HS256", of: server) { name in
            guard let algorithm = SigningAlgorithm(name: name) else { return false }
            let proof = TestProof(try TestKeys.signingKey(algorithm))
            let answer = try await server.ask(
                [("grant_type", "client_credentials")],
                client: "reader",
                secret: Client.secretText,
                proofs: [proof.make()]
            )
            return answer.tokenType == "DPoP"
        }
    }

    @Test func assertionAlgorithms() async throws {
        let server = try await TestServer()
        for endpoint in ["token", "introspection", "revocation"] {
            let name = endpoint + "_endpoint_auth_signing_alg_values_supported"
            try await check(name, against: "HS256", of: server) { name in
                guard let algorithm = SigningAlgorithm(name: name) else { return false }
                let key = try TestKeys.signingKey(algorithm)
                let one = try await TestServer(clients: [.service(keys: [key])])
                _ = try await one.token(assertion: TestAssertion(key: key).text())
                return true
            }
        }
    }

    @Test func requestObjectAlgorithms() async throws {
        let server = try await TestServer()
        #expect(server.server.metadata()["request_parameter_supported"] == true)
        #expect(server.server.metadata()["request_uri_parameter_supported"] == false)
        try await check("request_object_signing_alg_values_supported", against: "none", of: server) { name in
            guard let algorithm = SigningAlgorithm(name: name) else { return false }
            let key = try TestKeys.signingKey(algorithm)
            let keys = VerificationKeySet([key.verificationKey]).json
            let one = try await TestServer(clients: [.app(profile: .with { $0.keys = keys })])
            var claims = JSONObject(Ask.pairs().map { ($0.name, .string($0.value)) })
            claims["iss"] = "app"
            claims["aud"] = .string(TestServer.issuer)
            claims["exp"] = .integer(TestServer.now + 60)
            let object = try key.signToken(payload: claims, type: "oauth-authz-req+jwt")
            let parameters = try Parameters([("client_id", "app"), ("request", object)])
            return await one.server.authorize(parameters, browser: TestBrowser(one.server).context).signIn != nil
        }
    }
}

@Suite("RFC 8414 — every advertised way to authenticate works")
struct AdvertisedAuthenticationTests {
    private static let certificate = ClientCertificateField.value(der: [0x30, 0x03, 0x02, 0x01, 0x05])

    private struct Subjects: CertificateReading {
        func subject(der: [UInt8]) -> String? { "CN=service" }
    }

    /// A client of that method; nil for a method that no client can have.
    private func client(_ method: String) throws -> Client? {
        guard let method = ClientAuthenticationMethod(rawValue: method) else { return nil }
        let key = try TestKeys.signingKey(.es256)
        let profile = ClientProfile.with {
            $0.authenticationMethod = method
            $0.keys = VerificationKeySet([key.verificationKey]).json
            $0.certificateSubject = "CN=service"
            $0.certificateThumbprints = [CertificateThumbprint.of(der: [0x30, 0x03, 0x02, 0x01, 0x05])]
        }
        return .fixture(
            id: "service",
            isPublic: method == ClientAuthenticationMethod.none,
            secrets: [.of(Client.secretText)],
            profile: profile
        )
    }

    /// A request that proves the client by that method.
    private func request(_ method: String, path: String) throws -> EndpointRequest {
        var pairs = [("token", "unknown")]
        var authorization: String?
        switch method {
        case "client_secret_basic": authorization = Basic.header("service", Client.secretText)
        case "client_secret_post": pairs += [("client_id", "service"), ("client_secret", Client.secretText)]
        case "private_key_jwt":
            pairs += [
                ("client_assertion", try TestAssertion().text()), ("client_assertion_type", TestAssertion.type),
            ]
        default: pairs.append(("client_id", "service"))
        }
        return EndpointRequest(
            parameters: try Parameters(pairs.map { (name: $0, value: $1) }),
            authorization: authorization,
            certificate: method.contains("tls") ? Self.certificate : nil,
            path: path,
            now: TestServer.now
        )
    }

    @Test(arguments: ["revocation", "introspection", "token"])
    func everyAdvertisedMethodIsAccepted(_ endpoint: String) async throws {
        let name = endpoint + "_endpoint_auth_methods_supported"
        let advertised = try DiscoveryTests.texts(name, of: try await TestServer(certificates: Subjects()))
        #expect(advertised.contains("none") == (endpoint != "introspection"))
        for method in advertised {
            let client = try #require(try client(method))
            let server = try await TestServer(clients: [client], certificates: Subjects())
            let request = try request(method, path: "/oauth2/" + endpoint)
            let error: OAuthError? =
                switch endpoint {
                case "revocation": await thrown { try await server.server.revoke(request) }
                case "introspection": await thrown { _ = try await server.server.introspect(request) }
                default: await thrown { _ = try await server.server.token(request) }
                }
            // At the token endpoint only the grant is missing.
            #expect(error?.code == (endpoint == "token" ? .invalidRequest : nil), "\(method)")
        }
    }

    @Test func whatCannotBeReadIsNotAdvertised() async throws {
        let methods = try DiscoveryTests.texts("token_endpoint_auth_methods_supported", of: try await TestServer())
        #expect(!methods.contains("tls_client_auth"))
        #expect(methods.contains("self_signed_tls_client_auth"))
    }

    private func thrown(_ body: () async throws -> Void) async -> OAuthError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? OAuthError
        }
    }
}
