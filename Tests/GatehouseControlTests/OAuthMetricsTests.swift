import GatehouseOAuth
import Hummingbird
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("Metrics of the OAuth endpoints")
struct OAuthMetricsTests {
    let fixture: ControlFixture

    init() throws {
        fixture = try ControlFixture()
    }

    @Test func handlesExistBeforeTheFirstRequest() {
        _ = fixture.issuerSite

        let issued = GrantType.allCases.map { "oauth.token.issued{grant=\($0.rawValue)}" }
        let errors = OAuthEndpoint.allCases.flatMap { endpoint in
            OAuthError.Code.allCases.map { "oauth.errors{code=\($0.rawValue),endpoint=\(endpoint.rawValue)}" }
        }
        #expect(fixture.metrics.names == Set(issued + errors))
    }

    @Test func anIssuedTokenIsCountedByItsGrant() async throws {
        try await post("/oauth2/token", .credentials, times: 2)

        #expect(fixture.metrics["oauth.token.issued{grant=client_credentials}"] == 2)
        #expect(fixture.metrics["oauth.token.issued{grant=authorization_code}"] == 0)
    }

    @Test(arguments: [OAuthEndpoint.token, .introspect, .revoke])
    func aRefusalIsCountedByEndpointAndCode(endpoint: OAuthEndpoint) async throws {
        try await post("/oauth2/\(endpoint.rawValue)", "client_id=reader&client_secret=wrong&token=x", times: 1)

        #expect(fixture.metrics["oauth.errors{code=invalid_client,endpoint=\(endpoint.rawValue)}"] == 1)
        #expect(fixture.metrics["oauth.token.issued{grant=client_credentials}"] == 0)
    }

    @Test func anIntrospectionIsNoIssuedToken() async throws {
        let form = "token=x&client_id=reader&client_secret=\(ControlFixture.secret)&grant_type=client_credentials"

        try await post("/oauth2/introspect", form, times: 1)

        #expect(fixture.metrics["oauth.token.issued{grant=client_credentials}"] == 0)
    }

    private func post(_ path: String, _ form: String, times: Int) async throws {
        try await fixture.issuerApplication()
            .test(.router) { client in
                for _ in 0..<times {
                    _ = try await client.post(path, form: form)
                }
            }
    }
}
