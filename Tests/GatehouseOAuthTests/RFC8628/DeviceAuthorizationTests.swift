import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 8628 §3.1 — a device asks for its codes")
struct DeviceAuthorizationTests {
    private func begin(
        _ server: TestServer,
        _ parameters: [(String, String)] = [],
        client: String = "app",
        address: String? = "192.0.2.1"
    ) async throws(OAuthError) -> DeviceAuthorizationResponse {
        let pairs = [("client_id", client)] + parameters
        return try await server.server.deviceAuthorization(
            EndpointRequest(
                parameters: Parameters(pairs.map { (name: $0, value: $1) }),
                path: "/oauth2/device_authorization",
                address: address,
                now: TestServer.now
            )
        )
    }

    @Test func theAnswerSaysWhatToShowAndWhatToDo() async throws {
        let server = try await TestServer(clients: [.app()])
        let answer = try await begin(server, [("scope", "openid tstapp_data.read")]).json()
        let code = try #require(answer["user_code"]?.string)
        #expect(code.utf8.count == 9)
        #expect(answer["device_code"]?.string?.utf8.count == 43)
        #expect(answer["verification_uri"] == "https://auth.example.test/device")
        #expect(answer["verification_uri_complete"] == .string("https://auth.example.test/device?user_code=" + code))
        #expect(answer["expires_in"] == 600)
        #expect(answer["interval"] == 5)
    }

    @Test func theRequestIsStoredUnderDigests() async throws {
        let server = try await TestServer(clients: [.app()])
        let answer = try await begin(server, [("scope", "tstapp_data.read"), ("resource", "urn:example:billing")])
        let stored = try #require(
            try await server.store.device(userCode: answer.userCode.value, at: TestServer.now)
        )
        #expect(stored.digest == answer.deviceCode.withExposedValue { SecretDigest.of($0) })
        #expect(stored.scope.names == ["tstapp_data.read"])
        #expect(stored.resources == ["urn:example:billing"])
        #expect(stored.address == "192.0.2.1")
    }

    @Test func withoutScopeItAsksForAllButLastingAccess() async throws {
        let server = try await TestServer(clients: [.app(scopes: ["openid", "offline_access", "tstapp_data.read"])])
        let answer = try await begin(server)
        let stored = try await server.store.device(userCode: answer.userCode.value, at: TestServer.now)
        #expect(stored?.scope.names == ["openid", "tstapp_data.read"])
    }

    @Test func whatTheClientMayNotHaveIsRefused() async throws {
        let server = try await TestServer(clients: [
            .app(scopes: ["tstapp_data.read"]), .app(id: "other", grants: [.authorizationCode]),
            .app(id: "secret", isPublic: false),
        ])
        #expect(await refusal { _ = try await begin(server, [("scope", "openid")]) }?.code == .invalidScope)
        #expect(await refusal { _ = try await begin(server, [("resource", "x")]) }?.code == .invalidTarget)
        #expect(await refusal { _ = try await begin(server, client: "other") }?.code == .unauthorizedClient)
        #expect(await refusal { _ = try await begin(server, client: "secret") }?.code == .invalidClient)
        #expect(await refusal { _ = try await begin(server, client: "nobody") }?.code == .invalidClient)
    }

    @Test func strangersAreSlowedDown() async throws {
        let server = try await TestServer(clients: [.app()])
        var refused: OAuthError?
        for _ in 0...120 where refused == nil {
            do {
                _ = try await begin(server)
            } catch {
                refused = error
            }
        }
        #expect(refused?.code == .temporarilyUnavailable)
        _ = try await begin(server, address: "192.0.2.2")
    }
}
