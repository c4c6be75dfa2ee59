import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 7592 — clients manage their registration")
struct RegistrationManagementTests {
    /// A client that has just registered itself.
    private struct Registered {
        let server: TestServer
        let id: String
        let token: String
        let secret: String
    }

    private func registered(_ metadata: JSONObject = RegistrationTests.metadata) async throws -> Registered {
        let server = try await RegistrationTests.server(.open)
        let answer = try await server.server.register(RegistrationTests.request(metadata)).json()
        return Registered(
            server: server,
            id: answer["client_id"]?.string ?? "",
            token: answer["registration_access_token"]?.string ?? "",
            secret: answer["client_secret"]?.string ?? ""
        )
    }

    private func update(
        _ client: Registered,
        _ changes: [(String, JSONValue?)] = []
    ) async throws(OAuthError) -> JSONObject {
        var metadata = RegistrationTests.metadata
        metadata["client_id"] = .string(client.id)
        for (name, value) in changes { metadata[name] = value }
        let request = RegistrationTests.request(metadata, token: client.token)
        return try await client.server.server.updateRegistration(of: client.id, request).json()
    }

    @Test func aClientSeesWhatIsRegistered() async throws {
        let client = try await registered()
        let answer = try await client.server.server
            .registration(of: client.id, RegistrationTests.request(token: client.token))
            .json()
        #expect(answer["client_name"] == "An app")
        #expect(answer["registration_access_token"] == .string(client.token))
        #expect(answer["client_secret"] == nil)
    }

    @Test(arguments: ["", "x", "reader"])
    func anotherTokenIsRefused(_ token: String) async throws {
        let client = try await registered()
        let request = RegistrationTests.request(token: token)
        let server = client.server.server
        #expect(await refusal { _ = try await server.registration(of: client.id, request) }?.code == .invalidToken)
        #expect(
            await refusal { _ = try await server.updateRegistration(of: client.id, request) }?.code == .invalidToken
        )
        #expect(await refusal { try await server.deleteRegistration(of: client.id, request) }?.code == .invalidToken)
        #expect(try await client.server.store.client(.fixture(client.id)) != nil)
    }

    @Test func aTokenIsGoodForItsClientAlone() async throws {
        let client = try await registered()
        let request = RegistrationTests.request(token: client.token)
        for id in ["reader", "nobody", "a/b", ""] {
            let error = await refusal { _ = try await client.server.server.registration(of: id, request) }
            #expect(error?.code == .invalidToken)
        }
    }

    @Test func aClientReplacesItsMetadata() async throws {
        let client = try await registered()
        let answer = try await update(
            client,
            [("client_name", "Another name"), ("scope", "tstapp_data.read"), ("client_secret", .string(client.secret))]
        )
        #expect(answer["client_name"] == "Another name")
        let stored = try #require(try await client.server.store.client(.fixture(client.id)))
        #expect(stored.name == "Another name")
        #expect(stored.scopes.names == ["tstapp_data.read"])
        #expect(stored.profile.source == .dynamic)
        #expect(stored.secrets.count == 1)
        let last = try #require(try await client.server.audit().last?.kind)
        #expect(last.name == "client.updated")
        #expect(last.details["client"] == client.id)
        #expect(last.details["changes"]?.contains("name") == true)
        _ = try await update(client)
    }

    static let refused: [(String, JSONValue?)] = [
        ("client_id", nil), ("client_id", "another"), ("client_secret", "chosen"), ("client_secret", 5),
        ("registration_access_token", "x"), ("registration_client_uri", "x"), ("client_id_issued_at", 1),
        ("client_secret_expires_at", 0), ("token_endpoint_auth_method", "none"), ("scope", "billing_invoices"),
        ("scope", "tstapp_data.write"), ("grant_types", ["client_credentials"]),
    ]

    @Test(arguments: refused.indices)
    func whatAClientMayNotChangeStays(_ index: Int) async throws {
        let client = try await registered()
        let before = try await client.server.store.client(.fixture(client.id))
        #expect(await refusal { _ = try await update(client, [Self.refused[index]]) }?.code == .invalidClientMetadata)
        #expect(try await client.server.store.client(.fixture(client.id)) == before)
    }

    @Test func aClientRemovesItself() async throws {
        let client = try await registered()
        let request = RegistrationTests.request(token: client.token)
        try await client.server.server.deleteRegistration(of: client.id, request)
        #expect(try await client.server.store.client(.fixture(client.id)) == nil)
        #expect(try await client.server.audit().last?.kind == .clientDeleted(client: .fixture(client.id)))
        let again = await refusal { try await client.server.server.deleteRegistration(of: client.id, request) }
        #expect(again?.code == .invalidToken)
    }

    @Test func whoeverAnAdministratorDisabledChangesNothing() async throws {
        let client = try await registered()
        _ = try await client.server.perform(.disableClient(client.id))
        #expect(await refusal { _ = try await update(client) }?.code == .invalidToken)
    }
}
