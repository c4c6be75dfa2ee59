import GatehouseOAuth
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("POST /oauth2/introspect and /oauth2/revoke")
struct IntrospectionAndRevocationTests {
    let fixture: ControlFixture

    init() throws {
        fixture = try ControlFixture()
    }

    @Test func aClientSeesItsOwnToken() async throws {
        let token = try await issue()

        let answer = try await post("/oauth2/introspect", "token=\(token)", authorization: .basic)

        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(String(buffer: answer.body).hasPrefix(#"{"active":true,"scope":"tstapp_data.read tstapp_data.write","#))
    }

    @Test func aClientOfAnotherApplicationSeesNothing() async throws {
        let token = try await issue()

        let answer = try await post("/oauth2/introspect", "token=\(token)", authorization: .basic(of: "other"))

        #expect(answer.status == .ok)
        #expect(String(buffer: answer.body) == #"{"active":false}"#)
    }

    @Test func nobodyIntrospectsWithoutAuthentication() async throws {
        let token = try await issue()

        let answer = try await post("/oauth2/introspect", "token=\(token)")

        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == nil)
        #expect(String(buffer: answer.body).contains(#""error":"invalid_client""#))
    }

    @Test func revokingOnesOwnTokenMakesItInactive() async throws {
        let token = try await issue()

        let answer = try await post("/oauth2/revoke", "token=\(token)", authorization: .basic)

        #expect(answer.status == .ok)
        #expect(answer.body.readableBytes == 0)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.contentLength] == "0")
        let introspection = try await post("/oauth2/introspect", "token=\(token)", authorization: .basic)
        #expect(String(buffer: introspection.body) == #"{"active":false}"#)
    }

    @Test(arguments: ["garbage", "a.b.c"])
    func revokingAnUnknownTokenIs200(token: String) async throws {
        let answer = try await post("/oauth2/revoke", "token=\(token)", authorization: .basic)

        #expect(answer.status == .ok)
        #expect(answer.body.readableBytes == 0)
    }

    @Test func revokingAnothersTokenIs200AndChangesNothing() async throws {
        let token = try await issue()

        let answer = try await post("/oauth2/revoke", "token=\(token)", authorization: .basic(of: "other"))

        #expect(answer.status == .ok)
        let introspection = try await post("/oauth2/introspect", "token=\(token)", authorization: .basic)
        #expect(String(buffer: introspection.body).hasPrefix(#"{"active":true"#))
    }

    @Test func aClientThatRevokesTooMuchIsNamedInTheLogOnce() async throws {
        let fixture = try ControlFixture(limits: RevocationLimits(perClient: 1))
        let log = RecordingLog()
        for _ in 0..<4 {
            let token = try await issue(from: fixture)
            let answer = try await post("/oauth2/revoke", "token=\(token)", authorization: .basic, to: fixture, log)
            #expect(answer.status == .ok)
        }
        let warnings = log.entries.filter { $0.level == .warning }
        #expect(warnings.map { $0.metadata["oauth.client.id"] } == ["reader"])
    }

    @Test func revokingWithoutATokenIsAnInvalidRequest() async throws {
        let answer = try await post("/oauth2/revoke", "token_type_hint=access_token", authorization: .basic)

        #expect(answer.status == .badRequest)
        #expect(String(buffer: answer.body).contains(#""error":"invalid_request""#))
    }

    private func issue(from other: ControlFixture? = nil) async throws -> String {
        let answer = try await post("/oauth2/token", .credentials, to: other)
        let body = String(buffer: answer.body)
        let parts = body.split(separator: "\"", maxSplits: 4)
        return String(try #require(parts.count > 3 ? parts[3] : nil))
    }

    private func post(
        _ path: String,
        _ form: String,
        authorization: String? = nil,
        to other: ControlFixture? = nil,
        _ log: RecordingLog? = nil
    ) async throws -> TestResponse {
        try await (other ?? fixture).issuerApplication(logger: log?.logger ?? .silent)
            .test(.router) { client in
                try await client.post(path, form: form, authorization: authorization)
            }
    }
}

extension String {
    fileprivate static func basic(of client: String) -> String {
        "Basic " + base64("\(client):\(ControlFixture.secret)")
    }
}
