import GatehouseOAuth
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("OAuth errors over HTTP")
struct OAuthErrorResponseTests {
    private static let others: [OAuthError.Code: HTTPResponse.Status] = [
        .invalidClient: .unauthorized,
        .invalidToken: .unauthorized,
        .insufficientUserAuthentication: .unauthorized,
        .insufficientScope: .forbidden,
        .serverError: .internalServerError,
        .temporarilyUnavailable: .serviceUnavailable,
    ]

    @Test(arguments: OAuthError.Code.allCases)
    func everyCodeHasItsStatus(code: OAuthError.Code) {
        let response = OAuthError(code, "Fixed text.").response(usedAuthorization: false)

        #expect(response.status == Self.others[code] ?? .badRequest)
        #expect(response.headers[.contentType] == "application/json")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.pragma] == "no-cache")
    }

    @Test(arguments: OAuthError.Code.allCases)
    func onlyAnUnavailableServerSaysWhenToRetry(code: OAuthError.Code) {
        let response = OAuthError(code, "Fixed text.").response(usedAuthorization: false)

        #expect((response.headers[.retryAfter] == "5") == (code == .temporarilyUnavailable))
    }

    @Test(arguments: OAuthError.Code.allCases)
    func onlyAWrongClientThatUsedTheHeaderIsChallengedToBasic(code: OAuthError.Code) {
        let error = OAuthError(code, "Fixed text.")

        let challenged = error.response(usedAuthorization: true).headers[.wwwAuthenticate]
        let unchallenged = error.response(usedAuthorization: false).headers[.wwwAuthenticate]

        #expect((challenged?.hasPrefix("Basic ") == true) == (code == .invalidClient))
        #expect(unchallenged?.hasPrefix("Basic ") != true)
    }

    @Test func theBodyCarriesCodeAndDescriptionButNoDetail() async throws {
        let error = OAuthError(.invalidScope, "No \"such\" scope\\.", detail: "secret detail")

        let body = try await CollectedResponse(error.response(usedAuthorization: false)).body

        #expect(String(buffer: body) == #"{"error":"invalid_scope","error_description":"No such scope."}"#)
    }
}
