import GatehouseJOSE

/// What an ID token says about who wants to sign out (RP-Initiated Logout §2, `id_token_hint`).
struct LogoutHint: Sendable {
    /// A person in one session, as the client knows them.
    struct Identity: Sendable {
        let subject: String
        let sessionID: String
    }

    /// The client that the token was made for, as far as it says.
    let clientID: String
    /// What the signature vouches for; nil where no key of ours made it, or one that is no longer published.
    let identity: Identity?

    private static let refusal = OAuthError(.invalidRequest, "The id_token_hint is no ID token.")

    /// Reads a token that may have expired (§2) and whose key may be gone; what is no ID token at all is refused.
    init(_ token: String, issuer: String, keys: VerificationKeySet) throws(OAuthError) {
        let audience = (try? UnverifiedClaims(peeking: token))?.audience ?? []
        guard let name = audience.first, audience.count == 1 else { throw Self.refusal }
        clientID = name
        identity = Self.identity(in: token, for: name, issuer: issuer, keys: keys)
    }

    private static func identity(
        in token: String,
        for client: String,
        issuer: String,
        keys: VerificationKeySet
    ) -> Identity? {
        guard
            let subject = try? IdentityHint.subject(of: token, for: client, issuer: issuer, keys: keys),
            let claims = try? JSONWebTokenVerifier(keys: keys).verify(token),
            let sessionID = try? claims.text("sid")
        else { return nil }
        return Identity(subject: subject, sessionID: sessionID)
    }
}
