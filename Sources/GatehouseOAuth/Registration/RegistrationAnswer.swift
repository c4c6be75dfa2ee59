package import GatehouseJOSE

/// What a registered client is told (RFC 7591 §3.2.1, RFC 7592 §3); nothing of it is shown twice but what is public.
package struct RegistrationAnswer: Sendable {
    let client: Client
    let secret: Secret<String>?
    let registrationToken: Secret<String>
    let issuer: String

    /// The client information response.
    package func json() -> JSONObject {
        let path = Self.path + "/" + client.id.value
        var members: [(String, JSONValue)] = [
            ("client_id", .string(client.id.value)),
            ("client_id_issued_at", .integer(client.createdAt)),
        ]
        if let secret {
            members.append(("client_secret", .string(secret.withExposedValue { $0 })))
            // RFC 7591 §3.2.1: 0 is never.
            members.append(("client_secret_expires_at", 0))
        }
        members += [
            ("registration_client_uri", .string(issuer + path)),
            ("registration_access_token", .string(registrationToken.withExposedValue { $0 })),
        ]
        return JSONObject(members + client.registeredMetadata)
    }

    /// The path of the registration endpoint below the issuer.
    package static let path = "/oauth2/register"
}

extension Client {
    /// RFC 7591 §2: what is registered, by its names there.
    fileprivate var registeredMetadata: [(String, JSONValue)] {
        let usesCodes = grants.contains(.authorizationCode)
        let method = profile.authenticationMethod ?? (isPublic ? ClientAuthenticationMethod.none : .basic)
        var members: [(String, JSONValue)] = [
            ("client_name", .string(name)),
            ("redirect_uris", .array(redirectURIs.map { .string($0) })),
            ("token_endpoint_auth_method", .string(method.rawValue)),
            ("grant_types", .array(grants.map(\.rawValue).sorted().map { .string($0) })),
            ("response_types", usesCodes ? ["code"] : []),
            ("scope", .string(scopes.serialized)),
        ]
        let texts: [(String, String?)] = [
            ("policy_uri", policyURI), ("tos_uri", termsOfServiceURI), ("client_uri", profile.clientURI),
            ("jwks_uri", profile.keysURI), ("tls_client_auth_subject_dn", profile.certificateSubject),
            ("backchannel_logout_uri", profile.backchannelLogoutURI),
            ("id_token_signed_response_alg", profile.idTokenAlgorithm),
            ("subject_type", profile.subjectType?.rawValue),
        ]
        members += texts.compactMap { name, text in text.map { (name, .string($0)) } }
        if let uris = profile.postLogoutRedirectURIs {
            members.append(("post_logout_redirect_uris", .array(uris.map { .string($0) })))
        }
        if let keys = profile.keys.flatMap({ try? JSONParser.parse($0) }) { members.append(("jwks", keys)) }
        if let seconds = profile.defaultMaxAge { members.append(("default_max_age", .integer(seconds))) }
        return members + registeredFlags
    }

    private var registeredFlags: [(String, JSONValue)] {
        let flags: [(String, Bool?)] = [
            ("require_pushed_authorization_requests", profile.requiresPushedRequests),
            ("require_signed_request_object", profile.requiresSignedRequests),
            ("dpop_bound_access_tokens", profile.requiresProof),
            ("tls_client_certificate_bound_access_tokens", profile.bindsCertificate),
        ]
        return flags.compactMap { name, flag in flag.map { (name, .bool($0)) } }
    }
}
