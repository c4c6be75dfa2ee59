import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension OAuthError.Code {
    /// The status at the token endpoint and at those that answer like it.
    var status: HTTPResponse.Status {
        switch self {
        case .invalidClient:  // RFC 6749 §5.2
            .unauthorized
        case .invalidToken, .insufficientUserAuthentication:  // RFC 6750 §3.1, RFC 9470 §3
            .unauthorized
        case .insufficientScope:  // RFC 6750 §3.1
            .forbidden
        case .serverError:
            .internalServerError
        case .temporarilyUnavailable:
            .serviceUnavailable
        case .invalidRequest, .invalidGrant, .unauthorizedClient, .unsupportedGrantType, .invalidScope:
            .badRequest  // RFC 6749 §5.2
        case .invalidTarget, .unsupportedTokenType:
            .badRequest  // RFC 8707 §2, RFC 7009 §2.2.1
        case .authorizationPending, .slowDown, .expiredToken:
            .badRequest  // RFC 8628 §3.5
        case .invalidRedirectURI, .invalidClientMetadata:
            .badRequest  // RFC 7591 §3.2.2
        case .invalidDPoPProof, .useDPoPNonce:
            .badRequest  // RFC 9449 §5, §8
        case .accessDenied, .unsupportedResponseType, .loginRequired, .consentRequired, .interactionRequired,
            .accountSelectionRequired, .invalidRequestURI, .invalidRequestObject, .requestNotSupported,
            .requestURINotSupported, .unmetAuthenticationRequirements:
            .badRequest
        }
    }
}

extension OAuthError {
    /// The answer of RFC 6749 §5.2; `status` where it can say more than the code's own, such as 413.
    func response(usedAuthorization: Bool, status: HTTPResponse.Status? = nil) -> Response {
        var headers = HTTPFields.oauthJSON
        switch code {
        case .invalidClient where usedAuthorization:
            // RFC 6749 §5.2: answer with the scheme that the client used, which RFC 7617 lets be Basic alone.
            headers[.wwwAuthenticate] = #"Basic realm="gatehouse", charset="UTF-8""#
        case .invalidToken, .insufficientScope, .insufficientUserAuthentication:
            headers[.wwwAuthenticate] = "Bearer error=\"\(code.rawValue)\""
        case .temporarilyUnavailable:
            headers[.retryAfter] = "5"
        default:
            break
        }
        if let dpopNonce { headers[.dpopNonce] = dpopNonce }
        return Response(
            status: status ?? code.status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: json))
        )
    }

    private var json: String {
        "{\"error\":\"\(code.rawValue)\",\"error_description\":\"\(JSONText.plain(description))\"}"
    }
}

extension HTTPFields {
    /// RFC 6749 §5.1: what tells of tokens is JSON and is never stored.
    static let oauthJSON: HTTPFields = [
        .contentType: "application/json",
        .cacheControl: "no-store",
        .pragma: "no-cache",
    ]
}
