import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 6749 §4.4 — client credentials")
struct ClientCredentialsTests {
    @Test func theAnswerIsExactlyTheSample() async throws {
        let server = try await TestServer()
        let answer = try await server.token(scope: "tstapp_datamanagement")
        let token = answer.accessToken.withExposedValue { $0 }
        #expect(
            String(decoding: answer.json(), as: UTF8.self)
                == #"{"access_token":"\#(token)","expires_in":3599,"scope":"tstapp_datamanagement","token_type":"bearer"}"#
        )
    }

    @Test func askingForNoScopeGivesAllOfThem() async throws {
        let server = try await TestServer()
        #expect(try await server.token().scope == "billing_invoices tstapp_data.read tstapp_datamanagement")
    }

    @Test func askingForSomeGivesThose() async throws {
        let server = try await TestServer()
        let answer = try await server.token(scope: "tstapp_datamanagement tstapp_data.read tstapp_data.read")
        #expect(answer.scope == "tstapp_data.read tstapp_datamanagement")
    }

    @Test(arguments: [
        "tstapp_data.write",  // declared, but the client is not registered for it
        "nothing_declares.this",
        "tstapp_data.read tstapp_data.write",
        "openid",
        "tstapp_data.read openid",
        "profile", "email", "offline_access",
        "tstapp_data.read\u{1}",
        "TSTAPP_DATA.READ",
        " ",
    ])
    func aScopeBeyondItsReachIsInvalid(_ scope: String) async throws {
        let client = Client.reader(scopes: ["tstapp_data.read", "openid", "profile", "email", "offline_access"])
        let server = try await TestServer(clients: [client])
        let error = await refusal { _ = try await server.token(scope: scope) }
        #expect(error?.code == .invalidScope)
    }

    @Test func predefinedScopesAreNotGivenByDefault() async throws {
        let client = Client.reader(
            grants: [.clientCredentials, .authorizationCode],
            scopes: ["openid", "profile", "tstapp_data.read"]
        )
        let server = try await TestServer(clients: [client])
        #expect(try await server.token().scope == "tstapp_data.read")
    }

    @Test func aScopeThatVanishedFromTheCatalogIsNotGiven() async throws {
        let server = try await TestServer()
        server.catalog.replace(with: .fixture([.billing]))
        #expect(try await server.token().scope == "billing_invoices")
        let error = await refusal { _ = try await server.token(scope: "tstapp_data.read") }
        #expect(error?.code == .invalidScope)
    }

    @Test func noScopeLeftIsInvalidScope() async throws {
        let server = try await TestServer(catalog: .empty)
        let error = await refusal { _ = try await server.token() }
        #expect(error?.code == .invalidScope)
    }

    @Test func aClientWithoutTheGrantIsUnauthorized() async throws {
        let server = try await TestServer(clients: [.reader(grants: [.authorizationCode])])
        let error = await refusal { _ = try await server.token() }
        #expect(error?.code == .unauthorizedClient)
    }

    @Test(arguments: [
        "password", "implicit", "CLIENT_CREDENTIALS", "client_credentials ",
        "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:device-code",
    ])
    func anotherGrantTypeIsUnsupported(_ grantType: String) async throws {
        let server = try await TestServer()
        let parameters = try Parameters([
            (name: "grant_type", value: grantType), (name: "client_id", value: "reader"),
            (name: "client_secret", value: Client.secretText),
        ])
        let error = await refusal {
            _ = try await server.server.token(parameters, authorization: nil, now: TestServer.now)
        }
        #expect(error?.code == .unsupportedGrantType)
    }

    @Test(arguments: GrantType.allCases.filter { $0 != .clientCredentials })
    func aGrantTypeThatItIsNotRegisteredForIsRefused(_ grantType: GrantType) async throws {
        let server = try await TestServer()
        let type = TokenExchangeRequest.accessTokenType
        let error = await refusal {
            _ = try await server.ask(
                [
                    ("grant_type", grantType.rawValue), ("code", "x"), ("code_verifier", "x"), ("refresh_token", "x"),
                    ("device_code", "x"),
                    ("subject_token", "x"), ("subject_token_type", type),
                ],
                client: "reader",
                secret: Client.secretText
            )
        }
        #expect(error?.code == .unauthorizedClient)
    }

    @Test func aMissingGrantTypeIsAnInvalidRequest() async throws {
        let server = try await TestServer()
        let parameters = try Parameters(body: "scope=tstapp_data.read")
        let error = await refusal {
            _ = try await server.server.token(
                parameters,
                authorization: Basic.header("reader", Client.secretText),
                now: TestServer.now
            )
        }
        #expect(error?.code == .invalidRequest)
    }

    @Test func aStoreThatIsAwayIsTemporarilyUnavailable() async throws {
        let server = try await TestServer()
        server.store.fail(with: .unavailable("locked"))
        let error = await refusal { _ = try await server.token() }
        #expect(error?.code == .temporarilyUnavailable)
        #expect(error?.description.contains("locked") == false)
        #expect(error?.detail?.contains("locked") == true)
    }

    @Test(arguments: [StorageError.corrupt("page 7"), .newerVersion, .conflict, .readOnly])
    func aStoreThatIsBrokenIsAServerError(_ failure: StorageError) async throws {
        let server = try await TestServer()
        server.store.fail(with: failure)
        let error = await refusal { _ = try await server.token() }
        #expect(error?.code == .serverError)
    }

    @Test func aTokenAfterTheFirstCostsNoAuditEventAndNoRow() async throws {
        let server = try await TestServer()
        _ = try await server.token()
        let before = try await server.audit().count
        _ = try await server.token()
        #expect(try await server.audit().count == before)
    }
}
