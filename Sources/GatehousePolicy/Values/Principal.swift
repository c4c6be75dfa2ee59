/// Who asks: the facts of a verified token that a rule may look at.
package struct Principal: Sendable, Equatable {
    /// The token's `sub`.
    package var subject: String
    /// The token's `client_id`.
    package var client: String
    /// Whether the subject is a person or a program.
    package var kind: SubjectKind
    /// The token's scopes, sorted and unique.
    package var scopes: [String]
    /// The token's `auth_time` in Unix seconds.
    package var authenticationTime: Int64?
    /// The token's other claims.
    package var claims: [String: ClaimValue]
    /// What the configuration calls the other authorization server that speaks for the caller; nil for our own.
    package var issuer: String?

    /// Makes a principal from a token's facts.
    package init(
        subject: String,
        client: String,
        kind: SubjectKind,
        scopes: [String],
        authenticationTime: Int64? = nil,
        claims: [String: ClaimValue] = [:],
        issuer: String? = nil
    ) {
        self.subject = subject
        self.client = client
        self.kind = kind
        self.scopes = scopes
        self.authenticationTime = authenticationTime
        self.claims = claims
        self.issuer = issuer
    }

    /// The client's name where names of several issuers stand side by side: `reporting`, of another issuer
    /// `keycloak:reporting`, which is no name of ours; nil if the issuer does not tell.
    package var qualifiedClient: String? { client.isEmpty ? nil : qualified(client) }

    /// The subject's name where names of several issuers stand side by side.
    package var qualifiedSubject: String { qualified(subject) }

    private func qualified(_ name: String) -> String { issuer.map { "\($0):\(name)" } ?? name }

    /// Says whether the token carries the scope, byte for byte.
    package func holds(_ scope: String) -> Bool {
        scopes.contains { $0.hasSameBytes(as: scope) }
    }

    /// The claim of that name, byte for byte.
    package func claim(_ name: String) -> ClaimValue? {
        guard let index = claims.index(forKey: name), claims[index].key.hasSameBytes(as: name) else { return nil }
        return claims[index].value
    }
}
