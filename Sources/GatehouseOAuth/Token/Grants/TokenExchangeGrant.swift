package import GatehouseJOSE

/// Decides what may be passed on from one access token to a narrower one (RFC 8693).
package struct TokenExchangeGrant: Sendable {
    /// How many act in the name of one another at the most.
    package static let maximumActors = 4

    let client: Client
    let catalog: ScopeCatalog
    let now: Int64

    static let subjectRefusal = OAuthError(
        .invalidRequest,  // RFC 8693 §2.2.2
        "The subject token is not valid, or the client may not exchange it."
    )
    private static let actorRefusal = OAuthError(
        .invalidRequest,
        "The actor token is not valid, or was not issued to the client."
    )

    package init(client: Client, catalog: ScopeCatalog, now: Int64) {
        self.client = client
        self.catalog = catalog
        self.now = now
    }

    /// The subject token, if this client may exchange it; nil stands for one that is not ours or was revoked.
    package func subject(_ token: VerifiedToken?) throws(OAuthError) -> VerifiedToken {
        guard let token, isUsable(token), isMine(token) || isMeantForMe(token) else { throw Self.subjectRefusal }
        return token
    }

    /// Who acts by that token; nil stands for one that is not ours or was revoked.
    package func actor(_ token: VerifiedToken?) throws(OAuthError) -> String {
        guard let token, isUsable(token), isMine(token) else { throw Self.actorRefusal }
        return token.subject
    }

    /// RFC 8693 §4.1: who acts now, and around whom; the last one is outermost.
    package func actor(_ name: String, for subject: VerifiedToken) throws(OAuthError) -> JSONObject {
        guard let earlier = subject.claims["act"] else { return ["sub": .string(name)] }
        guard Self.depth(of: earlier) < Self.maximumActors else {
            throw OAuthError(.invalidRequest, "Too many act in the name of one another already.")
        }
        return ["sub": .string(name), "act": earlier]
    }

    /// What the new token allows: never more than the subject token does, nor than the client may have.
    package func access(
        _ asked: TokenExchangeRequest,
        from subject: VerifiedToken
    ) throws(OAuthError) -> GrantedAccess {
        let held = ScopeSet(subject.scopes)
        // Predefined scopes are between the person and the client that they signed in at.
        let available = client.scopes.filter {
            held.contains($0) && catalog.application(ofScope: $0) != nil && !PredefinedScope.contains($0)
        }
        let scope = asked.scope ?? available
        guard !scope.isEmpty, scope.isSubset(of: available) else {
            throw OAuthError(.invalidScope, "The subject token does not have one of these scopes for this client.")
        }
        let access = GrantedAccess(scope: scope, catalog: catalog)
        // A subject token for some audiences is not widened to others.
        guard access.audience.allSatisfy({ audience in subject.audience.contains(where: audience.hasSameBytes(as:)) })
        else {
            throw OAuthError(.invalidTarget, "The subject token is not meant for one of the resources.")
        }
        return try access.narrowed(to: asked.resources, catalog: catalog)
    }

    /// What is copied from the subject token about its person.
    package func facts(of subject: VerifiedToken, audience: [String]) -> PersonFacts {
        PersonFacts(
            subject: subject.subject,
            authenticatedAt: subject.authenticationTime,
            acr: subject.authenticationContext,
            amr: subject.claims["amr"]?.array?.compactMap(\.string) ?? [],
            sessionID: subject.claims["sid"]?.string,
            attributes: PersonAttributes.claims(of: subject.claims, audience: audience, catalog: catalog)
        )
    }

    // A token with `cnf` belongs to who has the key, and that is not proved here.
    private func isUsable(_ token: VerifiedToken) -> Bool {
        let latest = now + AuthorizationServerConfiguration.leewaySeconds
        return now < token.expiresAt && (token.notBefore ?? token.issuedAt) <= latest && !token.isBound
    }

    private func isMine(_ token: VerifiedToken) -> Bool {
        token.clientID.hasSameBytes(as: client.id.value)
    }

    private func isMeantForMe(_ token: VerifiedToken) -> Bool {
        guard let audience = catalog.application(client.application)?.audience else { return false }
        return token.audience.contains(where: audience.hasSameBytes(as:))
    }

    private static func depth(of actor: JSONValue) -> Int {
        var depth = 0
        var next: JSONValue? = actor
        // Our own tokens are never deeper than the bound.
        while let actor = next?.object, depth <= maximumActors {
            depth += 1
            next = actor["act"]
        }
        return depth
    }
}
