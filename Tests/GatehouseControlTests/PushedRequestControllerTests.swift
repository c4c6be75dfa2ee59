import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import GatehouseControl

@Suite("POST /oauth2/par")
struct PushedRequestControllerTests {
    private static let form = PageBrowser.request().dropFirst("/oauth2/authorize?".count)

    private func push(_ form: String, to fixture: ControlFixture) async throws -> TestResponse {
        try await fixture.issuerApplication().test(.router) { try await $0.post("/oauth2/par", form: form) }
    }

    @Test func aPushedRequestIsCreatedAndLeadsABrowserToSignIn() async throws {
        let fixture = try ControlFixture.withPeople()
        let answer = try await push(String(Self.form), to: fixture)
        #expect(answer.status == .created)
        #expect(answer.headers[.cacheControl] == "no-store")
        let uri = try #require(answer.members["request_uri"])
        let query = FormText.encode([("client_id", "app"), ("request_uri", uri)])
        let login = try await PageBrowser(fixture).get("/oauth2/authorize?" + query)
        #expect(login.headers[.location]?.hasPrefix("/login?flow=") == true)
    }

    @Test func aWrongRequestIsToldToTheClient() async throws {
        let fixture = try ControlFixture.withPeople()
        let wrong = try await push(Self.form + "&request_uri=x", to: fixture)
        #expect(wrong.status == .badRequest)
        #expect(wrong.members["error"] == "invalid_request")
        let unknown = try await push("client_id=nobody", to: fixture)
        #expect(unknown.status == .unauthorized)
        let large = try await push(String(repeating: "x", count: 65_537), to: fixture)
        #expect(large.status == .contentTooLarge)
    }
}
