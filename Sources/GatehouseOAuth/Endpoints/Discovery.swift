package import GatehouseJOSE

/// Describes the server to clients: only what works today (RFC 8414, OpenID Connect Discovery 1.0).
package enum Discovery {
    /// What the document speaks of.
    struct Facts: Sendable {
        let configuration: AuthorizationServerConfiguration
        let catalog: ScopeCatalog
        let keys: KeyRing.Snapshot
        /// Whether the subject of a certificate can be read.
        let readsCertificates: Bool

        var issuer: String { configuration.issuer }
    }

    /// The document, its members in a fixed order.
    static func document(_ facts: Facts) -> JSONObject {
        JSONObject(
            endpoints(facts) + authentication(facts) + requests() + tokens(facts) + identity(facts)
                + registration(facts)
        )
    }

    private static func endpoints(_ facts: Facts) -> [(String, JSONValue)] {
        let issuer = facts.issuer
        return [
            ("issuer", .string(issuer)),
            ("authorization_endpoint", .string(issuer + "/oauth2/authorize")),
            ("token_endpoint", .string(issuer + "/oauth2/token")),
            // RFC 9126 §5.
            ("pushed_authorization_request_endpoint", .string(issuer + "/oauth2/par")),
            // RFC 8628 §4.
            ("device_authorization_endpoint", .string(issuer + "/oauth2/device_authorization")),
            ("introspection_endpoint", .string(issuer + "/oauth2/introspect")),
            ("revocation_endpoint", .string(issuer + "/oauth2/revoke")),
            ("userinfo_endpoint", .string(issuer + "/userinfo")),
            // OpenID Connect RP-Initiated Logout §2.1.
            ("end_session_endpoint", .string(issuer + "/oauth2/logout")),
            ("jwks_uri", .string(issuer + "/.well-known/jwks.json")),
        ]
    }

    private static func authentication(_ facts: Facts) -> [(String, JSONValue)] {
        let all = ClientAuthenticationMethod.allCases.filter { $0 != .tlsClientAuth || facts.readsCertificates }
        // Whoever introspects has to prove who they are.
        let proving = all.filter { $0 != ClientAuthenticationMethod.none }
        return [
            ("token_endpoint", all), ("introspection_endpoint", proving), ("revocation_endpoint", all),
        ]
        .flatMap { endpoint, methods -> [(String, JSONValue)] in
            [
                (endpoint + "_auth_methods_supported", list(methods.map(\.rawValue))),
                // RFC 8414 §2: those of private_key_jwt.
                (endpoint + "_auth_signing_alg_values_supported", strangersAlgorithms),
            ]
        }
    }

    private static func requests() -> [(String, JSONValue)] {
        [
            ("response_types_supported", ["code"]),
            ("response_modes_supported", list(ResponseMode.allCases.map(\.rawValue))),
            ("code_challenge_methods_supported", ["S256"]),
            ("prompt_values_supported", list(Prompt.allCases.map(\.rawValue))),
            ("acr_values_supported", list(AuthenticationContext.allCases.map(\.acr))),
            ("claims_parameter_supported", true),
            // RFC 9101 §10.5: signed objects in the request itself; nothing is fetched.
            ("request_parameter_supported", true),
            ("request_uri_parameter_supported", false),
            ("require_request_uri_registration", false),
            ("request_object_signing_alg_values_supported", strangersAlgorithms),
            // RFC 9207 §3.
            ("authorization_response_iss_parameter_supported", true),
        ]
    }

    private static func tokens(_ facts: Facts) -> [(String, JSONValue)] {
        let predefined = PredefinedScope.allCases.map(\.rawValue)
        return [
            ("grant_types_supported", list(GrantType.allCases.map(\.rawValue))),
            ("scopes_supported", list(predefined + facts.catalog.advertisedScopes)),
            // RFC 9449 §5.1.
            ("dpop_signing_alg_values_supported", strangersAlgorithms),
            // RFC 8705 §3.3.
            ("tls_client_certificate_bound_access_tokens", true),
        ]
    }

    private static func identity(_ facts: Facts) -> [(String, JSONValue)] {
        [
            ("subject_types_supported", list(SubjectType.allCases.map(\.rawValue))),
            ("id_token_signing_alg_values_supported", list(idTokenAlgorithms(facts.keys).map(\.rawValue))),
            (
                "claims_supported",
                [
                    "iss", "sub", "aud", "exp", "iat", "nonce", "at_hash", "auth_time", "acr", "amr", "sid", "name",
                    "preferred_username", "email", "email_verified",
                ]
            ),
            // OpenID Connect Back-Channel Logout §2.1.
            ("backchannel_logout_supported", true),
            ("backchannel_logout_session_supported", true),
        ]
    }

    private static func registration(_ facts: Facts) -> [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if facts.configuration.people.registration != .off {
            members.append(("registration_endpoint", .string(facts.issuer + RegistrationAnswer.path)))
        }
        if facts.configuration.people.acceptsMetadataDocuments {
            members.append(("client_id_metadata_document_supported", true))
        }
        return members
    }

    /// The server's own algorithm, then those that a client may ask for and a key of today can sign with.
    private static func idTokenAlgorithms(_ keys: KeyRing.Snapshot) -> [SigningAlgorithm] {
        let own = keys.current.algorithm
        return [own] + ClientRegistration.idTokenAlgorithms.filter { $0 != own && keys.current(for: $0) != nil }
    }

    /// What others may sign with: assertions, request objects and proofs.
    private static var strangersAlgorithms: JSONValue { list(SigningAlgorithm.allCases.map(\.rawValue)) }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}

extension AuthorizationServer {
    /// RFC 8414 §3 and OpenID Connect Discovery §4: one document for both addresses.
    package func metadata() -> JSONObject {
        Discovery.document(
            Discovery.Facts(
                configuration: configuration,
                catalog: catalog.catalog(),
                keys: keys.snapshot,
                readsCertificates: !(recognition.certificates is UnreadCertificates)
            )
        )
    }
}
