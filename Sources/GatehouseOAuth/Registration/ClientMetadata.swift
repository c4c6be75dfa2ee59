import GatehouseJOSE

/// What a client says of itself (RFC 7591 §2, OpenID Connect Registration §2); members that nobody knows are ignored.
struct ClientMetadata: Sendable {
    var name: String?
    var redirectURIs: [String]
    /// Nil is `client_secret_basic`.
    var authenticationMethod: ClientAuthenticationMethod?
    /// By their registered names.
    var grants: [String]
    /// Nil leaves the choice to the server.
    var scopes: [String]?
    var policyURI: String?
    var termsOfServiceURI: String?
    /// The rest of what a client may settle for itself: never what only an administrator settles.
    var profile: ClientProfile

    init(_ document: JSONObject) throws(OAuthError) {
        let reader = MetadataReader(document: document)
        // RFC 7591 §2.3: nobody is trusted here to speak for others' software.
        guard !reader.has("software_statement") else {
            throw OAuthError(.invalidClientMetadata, "A software_statement is not accepted here.")
        }
        name = try reader.text("client_name")
        redirectURIs = try reader.texts("redirect_uris") ?? []
        authenticationMethod = try Self.method(reader)
        // RFC 7591 §2: the default.
        grants = try reader.texts("grant_types") ?? [GrantType.authorizationCode.rawValue]
        try Self.checkResponseTypes(reader, grants: grants)
        scopes = try reader.text("scope").map { text throws(OAuthError) in try Self.scopes(text) }
        policyURI = try reader.text("policy_uri")
        termsOfServiceURI = try reader.text("tos_uri")
        profile = try Self.profile(reader)
        profile.authenticationMethod = authenticationMethod
    }

    /// RFC 6749 §2.1: whether it has no way to prove who it is.
    var isPublic: Bool { authenticationMethod == ClientAuthenticationMethod.none }

    private static func method(_ reader: MetadataReader) throws(OAuthError) -> ClientAuthenticationMethod? {
        guard let name = try reader.text("token_endpoint_auth_method") else { return nil }
        guard let method = ClientAuthenticationMethod.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) })
        else {
            throw OAuthError(.invalidClientMetadata, "The token_endpoint_auth_method is not supported.")
        }
        return method
    }

    // RFC 7591 §2.1: who redeems codes has to get some.
    private static func checkResponseTypes(_ reader: MetadataReader, grants: [String]) throws(OAuthError) {
        let usesCodes = grants.contains(where: GrantType.authorizationCode.rawValue.hasSameBytes(as:))
        guard let types = try reader.texts("response_types") else { return }
        guard types.allSatisfy({ $0.hasSameBytes(as: "code") }), types.isEmpty != usesCodes else {
            throw OAuthError(
                .invalidClientMetadata,
                "The response_types are code alone with the grant authorization_code, else none."
            )
        }
    }

    private static func scopes(_ text: String) throws(OAuthError) -> [String] {
        do {
            return try ScopeSet(parsing: text).names
        } catch {
            throw OAuthError(.invalidClientMetadata, "The scope contains a character that no scope may contain.")
        }
    }

    private static func profile(_ reader: MetadataReader) throws(OAuthError) -> ClientProfile {
        var profile = ClientProfile()
        profile.keys = try reader.object("jwks")
        profile.keysURI = try reader.text("jwks_uri")
        profile.certificateSubject = try reader.text("tls_client_auth_subject_dn")
        profile.clientURI = try reader.text("client_uri")
        profile.postLogoutRedirectURIs = try reader.texts("post_logout_redirect_uris")
        profile.backchannelLogoutURI = try reader.text("backchannel_logout_uri")
        profile.idTokenAlgorithm = try reader.text("id_token_signed_response_alg")
        profile.subjectType = try subjectType(reader)
        profile.requiresPushedRequests = try reader.flag("require_pushed_authorization_requests")
        profile.requiresSignedRequests = try reader.flag("require_signed_request_object")
        profile.requiresProof = try reader.flag("dpop_bound_access_tokens")
        profile.bindsCertificate = try reader.flag("tls_client_certificate_bound_access_tokens")
        profile.defaultMaxAge = try reader.number("default_max_age")
        return profile
    }

    private static func subjectType(_ reader: MetadataReader) throws(OAuthError) -> SubjectType? {
        // OpenID Connect Core §8.1: a sector that is not read cannot be believed.
        guard !reader.has("sector_identifier_uri") else {
            throw OAuthError(.invalidClientMetadata, "A sector_identifier_uri is not supported; use one host.")
        }
        guard let name = try reader.text("subject_type") else { return nil }
        guard let type = SubjectType.allCases.first(where: { $0.rawValue.hasSameBytes(as: name) }) else {
            throw OAuthError(.invalidClientMetadata, "The subject_type is neither public nor pairwise.")
        }
        return type
    }
}
