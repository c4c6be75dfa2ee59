package import GatehouseJOSE

/// Runs the protocol: ports in, pure steps, ports out.
package struct AuthorizationServer: Sendable {
    /// What the operator decided.
    package let configuration: AuthorizationServerConfiguration
    let clients: any ClientStore
    let revocations: any RevocationStore
    let keys: KeyRing
    let catalog: any CatalogSource
    let checking: any RevocationChecking
    let publishing: any RevocationPublishing
    let entropy: any EntropySource

    package init(
        configuration: AuthorizationServerConfiguration,
        clients: any ClientStore,
        revocations: any RevocationStore,
        keys: KeyRing,
        catalog: any CatalogSource,
        checking: any RevocationChecking,
        publishing: any RevocationPublishing,
        entropy: any EntropySource = SystemEntropy()
    ) {
        self.configuration = configuration
        self.clients = clients
        self.revocations = revocations
        self.keys = keys
        self.catalog = catalog
        self.checking = checking
        self.publishing = publishing
        self.entropy = entropy
    }

    /// RFC 6749 §3.2: the token endpoint; `authorization` is the request's header of that name.
    package func token(
        _ parameters: Parameters,
        authorization: String?,
        now: Int64
    ) async throws(OAuthError) -> TokenResponse {
        let authenticated = try await authenticate(parameters, authorization: authorization, now: now)
        let request = try TokenRequest(parameters)
        guard authenticated.client.grants.contains(request.grantType) else {
            throw OAuthError(.unauthorizedClient, "The client may not use this grant type.")
        }
        let access =
            switch request {
            case .clientCredentials(let request):
                try ClientCredentialsGrant.check(request, by: authenticated, catalog: catalog.catalog())
            }
        let issuance = try Issuance.plan(
            access,
            client: authenticated.client,
            configuration: configuration,
            now: now,
            entropy: entropy
        )
        return try sign(issuance)
    }

    /// RFC 7662 §2: the introspection endpoint.
    package func introspect(
        _ parameters: Parameters,
        authorization: String?,
        now: Int64
    ) async throws(OAuthError) -> IntrospectionResponse {
        let caller = try await authenticate(parameters, authorization: authorization, now: now)
        let request = try Introspection(parameters, by: caller, catalog: catalog.catalog())
        guard let token = verify(request.token), !checking.isRevoked(token) else { return .inactive }
        return request.answer(token, now: now)
    }

    /// RFC 7009 §2: the revocation endpoint; it succeeds for an unknown token, too.
    @discardableResult
    package func revoke(
        _ parameters: Parameters,
        authorization: String?,
        now: Int64
    ) async throws(OAuthError) -> RevocationOutcome {
        let caller = try await authenticate(parameters, authorization: authorization, now: now)
        let request = try Revocation(parameters, by: caller)
        guard
            let token = verify(request.token),
            !checking.isRevoked(token),
            let (change, outcome) = plan(request, for: token, now: now)
        else { return .nothing }
        let standing = try await answering { () async throws(StorageError) in
            try await revocations.record(change.record, client: change.client, audit: change.audit)
        }
        publishing.publish([standing])
        return outcome
    }

    /// RFC 8414 §3 and OpenID Connect Discovery §4: one document for both addresses.
    package func metadata() -> JSONObject {
        Discovery.document(configuration: configuration, catalog: catalog.catalog(), keys: keys.snapshot)
    }

    /// RFC 7517 §5: the keys whose signatures are accepted.
    package func jwks() -> String {
        keys.snapshot.published.json
    }

    /// RFC 9728 §3: the document of the application at `host`, for the path of the request.
    package func protectedResource(host: String, path: String) -> JSONObject? {
        ProtectedResource.document(host: host, path: path, catalog: catalog, issuer: configuration.issuer)
    }
}
