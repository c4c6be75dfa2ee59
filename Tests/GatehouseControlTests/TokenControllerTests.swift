import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("POST /oauth2/token")
struct TokenControllerTests {
    let fixture: ControlFixture

    init() throws {
        fixture = try ControlFixture()
    }

    @Test func aGoodRequestGetsATokenWithExactHeaders() async throws {
        let answer = try await post(.credentials + "&scope=tstapp_data.read")

        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(answer.headers[.pragma] == "no-cache")
        #expect(answer.headers[.contentLength] == "\(answer.body.readableBytes)")
        #expect(answer.headers[.wwwAuthenticate] == nil)
        let body = String(buffer: answer.body)
        #expect(body.hasPrefix(#"{"access_token":"ey"#))
        #expect(body.hasSuffix(#"","expires_in":3599,"scope":"tstapp_data.read","token_type":"bearer"}"#))
    }

    @Test func basicCredentialsGetAToken() async throws {
        let answer = try await post("grant_type=client_credentials", authorization: .basic)

        #expect(answer.status == .ok)
    }

    @Test func everyAnswerCarriesTheSecurityHeaders() async throws {
        let answer = try await post(.credentials)

        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
        #expect(answer.headers[.referrerPolicy] == "no-referrer")
        #expect(answer.headers[.frameOptions] == "DENY")
    }

    @Test func aWrongSecretInTheFormIs401WithoutAChallenge() async throws {
        let answer = try await post("grant_type=client_credentials&client_id=reader&client_secret=wrong")

        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == nil)
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(
            String(buffer: answer.body)
                == #"{"error":"invalid_client","error_description":"The client is unknown or its credentials are wrong."}"#
        )
    }

    @Test func aWrongSecretInTheHeaderIs401WithABasicChallenge() async throws {
        let answer = try await post("grant_type=client_credentials", authorization: "Basic cmVhZGVyOndyb25n")

        #expect(answer.status == .unauthorized)
        #expect(answer.headers[.wwwAuthenticate] == #"Basic realm="gatehouse", charset="UTF-8""#)
    }

    @Test(arguments: [
        ("client_id=reader&client_secret=\(ControlFixture.secret)", "invalid_request"),
        (String.credentials + "&grant_type=client_credentials", "invalid_request"),
        ("client_id=reader&client_secret=\(ControlFixture.secret)&grant_type=password", "unsupported_grant_type"),
        (String.credentials + "&scope=other_data.read", "invalid_scope"),
        ("%zz", "invalid_request"),
    ])
    func aBadRequestIs400(form: String, code: String) async throws {
        let answer = try await post(form)

        #expect(answer.status == .badRequest)
        #expect(String(buffer: answer.body).hasPrefix("{\"error\":\"\(code)\",\"error_description\":\""))
    }

    @Test(arguments: [
        nil, "application/json", "text/plain", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencodedx", ";application/x-www-form-urlencoded", "",
    ])
    func anotherContentTypeIsRefused(contentType: String?) async throws {
        let answer = try await post(.credentials, contentType: contentType)

        #expect(answer.status == .badRequest)
        #expect(String(buffer: answer.body).contains(#""error":"invalid_request""#))
    }

    @Test(arguments: [
        "application/x-www-form-urlencoded;charset=UTF-8", "Application/X-WWW-Form-Urlencoded ; charset=utf-8",
    ])
    func theContentTypeMayHaveParametersAndAnyCase(contentType: String) async throws {
        let answer = try await post(.credentials, contentType: contentType)

        #expect(answer.status == .ok)
    }

    @Test func aBodyOf64KiBIsReadAndALargerOneIs413() async throws {
        let filler = String.credentials + "&filler="
        let full = filler + String(repeating: "x", count: FormBody.limit - filler.utf8.count)

        #expect(try await post(full).status == .ok)
        let answer = try await post(full + "x")
        #expect(answer.status == .contentTooLarge)
        #expect(String(buffer: answer.body).contains(#""error":"invalid_request""#))
    }

    @Test func anUnusableStoreIs503WithRetryAfterAndLeaksNothing() async throws {
        fixture.store.fail(with: .unavailable("disk /var/lib is full"))

        let answer = try await post(.credentials)

        #expect(answer.status == .serviceUnavailable)
        #expect(answer.headers[.retryAfter] == "5")
        #expect(!String(buffer: answer.body).contains("disk"))
        #expect(String(buffer: answer.body).contains(#""error":"temporarily_unavailable""#))
    }

    @Test func aDamagedStoreIsAServerErrorLoggedAsAnError() async throws {
        fixture.store.fail(with: .corrupt("page 7"))
        let log = RecordingLog()

        let answer = try await post(.credentials, logger: log.logger)

        #expect(answer.status == .internalServerError)
        #expect(!String(buffer: answer.body).contains("page 7"))
        let entry = try #require(log.entries.first { $0.level == .error })
        #expect(entry.message == "oauth request failed")
        #expect(entry.metadata["oauth.error"] == "server_error")
        #expect(entry.metadata["oauth.detail"]?.contains("page 7") == true)
    }

    @Test func nothingIsLoggedAtInfoForAGoodOrARefusedRequest() async throws {
        let log = RecordingLog()

        _ = try await post(.credentials, logger: log.logger)
        _ = try await post("grant_type=client_credentials&client_id=reader&client_secret=wrong", logger: log.logger)

        #expect(log.entries.allSatisfy { $0.level <= .debug })
        #expect(!log.entries.contains { "\($0)".contains("wrong") && !"\($0)".contains("credentials are wrong") })
    }

    private func post(
        _ form: String,
        contentType: String? = "application/x-www-form-urlencoded",
        authorization: String? = nil,
        logger: Logger = .silent
    ) async throws -> TestResponse {
        try await fixture.issuerApplication(logger: logger)
            .test(.router) { client in
                try await client.post(
                    "/oauth2/token",
                    form: form,
                    contentType: contentType,
                    authorization: authorization
                )
            }
    }
}
