/// How a client authenticates at the token endpoint (RFC 7591 §2, OpenID Connect Registration §2).
package enum ClientAuthenticationMethod: String, Sendable, Codable, CaseIterable {
    case basic = "client_secret_basic"
    case post = "client_secret_post"
    case privateKeyJWT = "private_key_jwt"
    case tlsClientAuth = "tls_client_auth"
    case selfSignedTLS = "self_signed_tls_client_auth"
    case none
}

/// Who registered a client.
package enum ClientSource: String, Sendable, Codable, CaseIterable {
    case administrator
    case policy
    /// Part of this server: its dashboard.
    case builtIn = "built_in"
    /// RFC 7591: by itself.
    case dynamic
    /// Its id is the URL of a document that describes it.
    case metadataDocument = "metadata_document"
}

/// What `sub` a client learns of a person (OpenID Connect Core §8).
package enum SubjectType: String, Sendable, Codable, CaseIterable {
    case `public`
    case pairwise
}

/// What a client may settle beside its grants, scopes and secrets; every member has a default, and the names are those
/// of RFC 7591 where it has one.
package struct ClientProfile: Sendable, Equatable, Codable {
    /// Nil: a secret in the header or in the body, or none for a public client.
    package var authenticationMethod: ClientAuthenticationMethod?
    /// Its public keys as a JWK Set, in JSON.
    package var keys: String?
    /// Where its public keys are found.
    package var keysURI: String?
    /// RFC 8705 §2.1.2: the subject that its certificate must name.
    package var certificateSubject: String?
    /// RFC 8705 §2.2: the thumbprints of its own certificates.
    package var certificateThumbprints: [String]?
    /// Its home page.
    package var clientURI: String?
    /// Where browsers may be sent after signing out (RP-Initiated Logout §3).
    package var postLogoutRedirectURIs: [String]?
    /// Where logout tokens are sent (Back-Channel Logout §2.2).
    package var backchannelLogoutURI: String?
    /// What its ID tokens are signed with, `ES256` or `RS256`; nil for the server's own algorithm.
    package var idTokenAlgorithm: String?
    /// Nil is public.
    package var subjectType: SubjectType?
    /// The host that pairwise subjects are made for; nil for the host of its redirect URIs.
    package var sectorIdentifier: String?
    /// RFC 9126 §6: only pushed authorization requests are accepted.
    package var requiresPushedRequests: Bool?
    /// RFC 9101 §10.5: only signed request objects are accepted.
    package var requiresSignedRequests: Bool?
    /// RFC 9449 §5.2: all its tokens are bound to a key.
    package var requiresProof: Bool?
    /// RFC 8705 §3.4: all its tokens are bound to its certificate.
    package var bindsCertificate: Bool?
    /// Consent is not asked; only an administrator sets it.
    package var isFirstParty: Bool?
    /// How long its access tokens live, if not as long as others'.
    package var accessTokenSeconds: Int64?
    /// How long its refresh tokens live without use, if not as long as others'.
    package var refreshTokenSeconds: Int64?
    /// OpenID Connect Registration §2: `max_age` of requests without one.
    package var defaultMaxAge: Int64?
    /// Nil is an administrator.
    package var source: ClientSource?
    /// The URL of the document that describes it, under which it is known to others and to itself.
    package var documentURL: String?
    /// RFC 7592 §3: SHA-256 of its registration access token, in base64url.
    package var registrationTokenDigest: String?
    /// Whether the store has its logo.
    package var hasLogo: Bool?
    /// When it last changed who it says it is, in Unix seconds: what people allowed until then is asked again.
    package var consentsSince: Int64?
    /// The scopes among its own that policy files gave it (`grants:`).
    package var grantedScopes: [String]?
    /// The policy file that declares it, such as `policies/tstapp.yaml`; nil where none does, or none any more.
    package var declaredIn: String?
    /// Whether it was disabled because its declaration disappeared, so that it is enabled when that comes back.
    package var isWithdrawn: Bool?

    package init() {}

    private enum CodingKeys: String, CodingKey {
        case authenticationMethod = "token_endpoint_auth_method"
        case keys = "jwks"
        case keysURI = "jwks_uri"
        case certificateSubject = "tls_client_auth_subject_dn"
        case certificateThumbprints = "certificate_thumbprints"
        case clientURI = "client_uri"
        case postLogoutRedirectURIs = "post_logout_redirect_uris"
        case backchannelLogoutURI = "backchannel_logout_uri"
        case idTokenAlgorithm = "id_token_signed_response_alg"
        case subjectType = "subject_type"
        case sectorIdentifier = "sector_identifier"
        case requiresPushedRequests = "require_pushed_authorization_requests"
        case requiresSignedRequests = "require_signed_request_object"
        case requiresProof = "dpop_bound_access_tokens"
        case bindsCertificate = "tls_client_certificate_bound_access_tokens"
        case isFirstParty = "first_party"
        case accessTokenSeconds = "access_token_seconds"
        case refreshTokenSeconds = "refresh_token_seconds"
        case defaultMaxAge = "default_max_age"
        case source
        case documentURL = "metadata_document"
        case registrationTokenDigest = "registration_token_digest"
        case hasLogo = "has_logo"
        case consentsSince = "consents_since"
        case grantedScopes = "granted_scopes"
        case declaredIn = "declared_in"
        case isWithdrawn = "withdrawn"
    }
}
