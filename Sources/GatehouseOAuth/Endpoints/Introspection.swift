package import GatehouseJOSE

/// Decides what a client may know about a token (RFC 7662).
package struct Introspection: Sendable {
    /// The token that is asked about.
    package let token: String
    private let caller: ClientID
    private let audience: String?

    package init(
        _ parameters: Parameters,
        by caller: AuthenticatedClient,
        catalog: ScopeCatalog
    ) throws(OAuthError) {
        // RFC 7662 §2.1: the caller must be authorized, so that tokens cannot be scanned for.
        guard !caller.client.isPublic else {
            throw OAuthError(.invalidClient, "Introspection needs an authenticated confidential client.")
        }
        // RFC 7662 §2.1: token_type_hint may be ignored where the server can tell by itself.
        token = try parameters.required("token")
        self.caller = caller.client.id
        audience = catalog.application(caller.client.application)?.audience
    }

    /// RFC 7662 §2.2: active only if it holds now and concerns the caller; else nothing more is said.
    package func answer(_ token: VerifiedToken, now: Int64) -> IntrospectionResponse {
        guard isCurrent(token, now: now), isVisible(token) else { return .inactive }
        return .active(token)
    }

    private func isCurrent(_ token: VerifiedToken, now: Int64) -> Bool {
        let notBefore = token.notBefore ?? token.issuedAt
        return now < token.expiresAt && notBefore <= now + AuthorizationServerConfiguration.leewaySeconds
    }

    private func isVisible(_ token: VerifiedToken) -> Bool {
        if token.clientID.hasSameBytes(as: caller.value) { return true }
        guard let audience else { return false }
        return token.audience.contains(where: audience.hasSameBytes(as:))
    }
}
