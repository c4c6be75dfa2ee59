import GatehouseJOSE

/// Decides what a client that registers itself may have, beside the rules for all clients.
struct RegistrationRules: Sendable {
    /// The application that will own the client; nil leaves it to the scopes that are asked for.
    let application: String?
    /// Grants that need no person.
    let mayActAlone: Bool
    let catalog: ScopeCatalog

    private static let aloneGrants: [GrantType] = [.clientCredentials, .tokenExchange]

    /// The client as an administrator would ask for it.
    func client(_ metadata: ClientMetadata) throws(OAuthError) -> ClientRegistration {
        try checkGrants(metadata)
        // RFC 8705 §2.2.2 wants the certificate among the keys; thumbprints are settled by administrators.
        guard metadata.authenticationMethod != .selfSignedTLS else {
            throw OAuthError(.invalidClientMetadata, "Certificates are registered by an administrator.")
        }
        let owner = try owner(metadata)
        let new = NewClient(
            application: owner.key,
            name: metadata.name ?? "Unnamed client",
            grants: metadata.grants,
            scopes: try scopes(metadata, owner: owner),
            isPublic: metadata.isPublic,
            redirectURIs: metadata.redirectURIs,
            policyURI: metadata.policyURI,
            termsOfServiceURI: metadata.termsOfServiceURI,
            profile: metadata.profile
        )
        return try OAuthError.registering { () throws(AdminRefusal) in
            try ClientRegistration(new, catalog: catalog, by: .dynamic)
        }
    }

    private func checkGrants(_ metadata: ClientMetadata) throws(OAuthError) {
        let isAlone = Self.aloneGrants.contains { grant in
            metadata.grants.contains(where: grant.rawValue.hasSameBytes(as:))
        }
        guard mayActAlone || !isAlone else {
            throw OAuthError(
                .invalidClientMetadata,
                "Grants that no person takes part in need an initial access token."
            )
        }
    }

    private func owner(_ metadata: ClientMetadata) throws(OAuthError) -> CatalogApplication {
        if let application {
            guard let owner = catalog.application(application), !owner.isBuiltIn else {
                throw OAuthError(.invalidClientMetadata, "The application of the client does not exist any more.")
            }
            return owner
        }
        let named = (metadata.scopes ?? []).compactMap { catalog.application(ofScope: $0) }
        // The scopes tell whose the client is; without any it must be clear by itself.
        let candidates = named.isEmpty ? catalog.applications.filter { !$0.advertisedScopes.isEmpty } : named
        guard let owner = candidates.first, candidates.allSatisfy({ $0.key == owner.key }) else {
            throw OAuthError(.invalidClientMetadata, "The scope must name scopes of exactly one application.")
        }
        return owner
    }

    /// Nothing that only administrators give, and nothing of other applications.
    private func scopes(_ metadata: ClientMetadata, owner: CatalogApplication) throws(OAuthError) -> [String] {
        let isForPeople = [GrantType.authorizationCode, .deviceCode]
            .contains { grant in
                metadata.grants.contains(where: grant.rawValue.hasSameBytes(as:))
            }
        let predefined = isForPeople ? PredefinedScope.allCases.map(\.rawValue) : []
        let open = owner.advertisedScopes + predefined
        guard let asked = metadata.scopes else { return open }
        guard asked.allSatisfy({ scope in open.contains(where: scope.hasSameBytes(as:)) }) else {
            throw OAuthError(
                .invalidClientMetadata,
                "A scope is unknown, of another application, or only given by administrators."
            )
        }
        return asked
    }
}
