package import GatehouseJOSE

/// Describes the server to clients: only what works today (RFC 8414, OpenID Connect Discovery 1.0).
package enum Discovery {
    private static let authenticationMethods: JSONValue = ["client_secret_basic", "client_secret_post"]

    /// The document, its members in a fixed order.
    package static func document(
        configuration: AuthorizationServerConfiguration,
        catalog: ScopeCatalog,
        keys: KeyRing.Snapshot
    ) -> JSONObject {
        let issuer = configuration.issuer
        return JSONObject([
            ("issuer", .string(issuer)),
            ("token_endpoint", .string(issuer + "/oauth2/token")),
            ("token_endpoint_auth_methods_supported", authenticationMethods),
            ("introspection_endpoint", .string(issuer + "/oauth2/introspect")),
            ("introspection_endpoint_auth_methods_supported", authenticationMethods),
            ("revocation_endpoint", .string(issuer + "/oauth2/revoke")),
            ("revocation_endpoint_auth_methods_supported", authenticationMethods),
            ("jwks_uri", .string(issuer + "/.well-known/jwks.json")),
            ("scopes_supported", .array(catalog.advertisedScopes.map { .string($0) })),
            // RFC 8414 §2: required, also while no response type is supported.
            ("response_types_supported", []),
            ("grant_types_supported", [.string(GrantType.clientCredentials.rawValue)]),
            // OpenID Connect Discovery §3: required members; they say how people's tokens would be made.
            ("subject_types_supported", ["public"]),
            ("id_token_signing_alg_values_supported", [.string(keys.current.algorithm.rawValue)]),
        ])
    }
}
