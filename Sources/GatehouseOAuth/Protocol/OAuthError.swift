/// A protocol failure that the client is allowed to see.
package struct OAuthError: Error, Equatable, Sendable {
    /// The codes that the RFCs define; none is invented here.
    package enum Code: String, CaseIterable, Sendable {
        case invalidRequest = "invalid_request"  // RFC 6749 §5.2
        case invalidClient = "invalid_client"  // RFC 6749 §5.2
        case invalidGrant = "invalid_grant"  // RFC 6749 §5.2
        case unauthorizedClient = "unauthorized_client"  // RFC 6749 §5.2
        case unsupportedGrantType = "unsupported_grant_type"  // RFC 6749 §5.2
        case invalidScope = "invalid_scope"  // RFC 6749 §5.2
        case accessDenied = "access_denied"  // RFC 6749 §4.1.2.1
        case unsupportedResponseType = "unsupported_response_type"  // RFC 6749 §4.1.2.1
        case serverError = "server_error"  // RFC 6749 §4.1.2.1
        case temporarilyUnavailable = "temporarily_unavailable"  // RFC 6749 §4.1.2.1
        case unsupportedTokenType = "unsupported_token_type"  // RFC 7009 §2.2.1
        case invalidTarget = "invalid_target"  // RFC 8707 §2
        case authorizationPending = "authorization_pending"  // RFC 8628 §3.5
        case slowDown = "slow_down"  // RFC 8628 §3.5
        case expiredToken = "expired_token"  // RFC 8628 §3.5
        case invalidRedirectURI = "invalid_redirect_uri"  // RFC 7591 §3.2.2
        case invalidClientMetadata = "invalid_client_metadata"  // RFC 7591 §3.2.2
        case invalidToken = "invalid_token"  // RFC 6750 §3.1
        case insufficientScope = "insufficient_scope"  // RFC 6750 §3.1
        case loginRequired = "login_required"  // OpenID Connect Core §3.1.2.6
        case consentRequired = "consent_required"  // OpenID Connect Core §3.1.2.6
        case interactionRequired = "interaction_required"  // OpenID Connect Core §3.1.2.6
        case accountSelectionRequired = "account_selection_required"  // OpenID Connect Core §3.1.2.6
        case unmetAuthenticationRequirements = "unmet_authentication_requirements"  // Unmet Auth. Req. §2
        case invalidRequestURI = "invalid_request_uri"  // OpenID Connect Core §3.1.2.6
        case invalidRequestObject = "invalid_request_object"  // OpenID Connect Core §3.1.2.6
        case requestNotSupported = "request_not_supported"  // OpenID Connect Core §3.1.2.6
        case requestURINotSupported = "request_uri_not_supported"  // OpenID Connect Core §3.1.2.6
        case invalidDPoPProof = "invalid_dpop_proof"  // RFC 9449 §5
        case useDPoPNonce = "use_dpop_nonce"  // RFC 9449 §8
        case insufficientUserAuthentication = "insufficient_user_authentication"  // RFC 9470 §3
    }

    /// What the client's program acts on.
    package let code: Code
    /// Sent to the client: fixed text, never echoes input.
    package let description: String
    /// For our logs only; never serialized.
    package let detail: String?
    /// RFC 9449 §8: sent in the field `DPoP-Nonce`, for the next proof.
    package let dpopNonce: String?

    package init(_ code: Code, _ description: StaticString, detail: String? = nil, dpopNonce: String? = nil) {
        self.code = code
        self.description = String(describing: description)
        self.detail = detail
        self.dpopNonce = dpopNonce
    }
}
