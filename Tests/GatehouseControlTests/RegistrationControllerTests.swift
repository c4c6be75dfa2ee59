import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("/oauth2/register")
struct RegistrationControllerTests {
    private static let metadata = #"""
        {"client_name":"An app","redirect_uris":["https://app.example.test/callback"],"scope":"tstapp_data.read"}
        """#

    private func fixture(_ registration: PeopleConfiguration.Registration = .open) throws -> ControlFixture {
        var settings = PeopleConfiguration()
        settings.registration = registration
        return try ControlFixture(settings: settings)
    }

    private func ask(
        _ fixture: ControlFixture,
        _ path: String = "/oauth2/register",
        method: HTTPRequest.Method = .post,
        body: String = metadata,
        contentType: String? = "application/json",
        token: String? = nil
    ) async throws -> TestResponse {
        var headers: HTTPFields = [:]
        headers[.contentType] = contentType
        headers[.authorization] = token.map { "Bearer " + $0 }
        return try await fixture.issuerApplication()
            .test(.router) { [headers] client in
                try await client.execute(
                    uri: path,
                    method: method,
                    headers: headers,
                    body: ByteBuffer(string: body)
                )
            }
    }

    @Test func aClientRegistersReadsChangesAndRemovesItself() async throws {
        let fixture = try fixture()
        let created = try await ask(fixture)
        #expect(created.status == .created)
        #expect(created.headers[.cacheControl] == "no-store")
        let id = try #require(created.members["client_id"])
        let token = try #require(created.members["registration_access_token"])
        let path = "/oauth2/register/" + id
        #expect(created.members["registration_client_uri"] == ControlFixture.issuer + path)

        #expect(try await ask(fixture, path, method: .get, body: "", token: token).members["client_name"] == "An app")
        let changed =
            #"{"client_id":"\#(id)","#
            + Self.metadata.dropFirst().replacing("An app", with: "Another")
        let answer = try await ask(fixture, path, method: .put, body: changed, token: token)
        #expect(answer.members["client_name"] == "Another")
        #expect(try await ask(fixture, path, method: .delete, body: "", token: token).status == .noContent)
        let gone = try await ask(fixture, path, method: .get, body: "", token: token)
        #expect(gone.status == .unauthorized)
        #expect(gone.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
    }

    @Test(arguments: [HTTPRequest.Method.get, .put, .delete])
    func withoutItsTokenNobodyTouchesAClient(_ method: HTTPRequest.Method) async throws {
        let fixture = try fixture()
        for path in ["/oauth2/register/reader", "/oauth2/register/nobody", "/oauth2/register/a/b"] {
            #expect(try await ask(fixture, path, method: method, token: "x").status == .unauthorized)
            #expect(try await ask(fixture, path, method: method).status == .unauthorized)
        }
    }

    @Test func aServerThatRegistersNobodyHasNoSuchPlace() async throws {
        let fixture = try fixture(.off)
        #expect(try await ask(fixture).status == .notFound)
        #expect(try await ask(fixture, "/oauth2/register/reader", method: .get, body: "").status == .notFound)
    }

    @Test func anInitialTokenIsNeededWhereOneIs() async throws {
        let answer = try await ask(try fixture(.token))
        #expect(answer.status == .unauthorized)
        #expect(answer.members["error"] == "invalid_token")
    }

    @Test func anotherContentTypeAndTooMuchAreRefused() async throws {
        let fixture = try fixture()
        #expect(try await ask(fixture, contentType: "text/plain").members["error"] == "invalid_client_metadata")
        #expect(try await ask(fixture, contentType: nil).status == .badRequest)
        #expect(try await ask(fixture, contentType: "application/json; charset=utf-8").status == .created)
        let large = String(repeating: " ", count: 65_537)
        #expect(try await ask(fixture, body: large).status == .contentTooLarge)
    }
}
