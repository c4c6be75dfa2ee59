import GatehouseJOSE

/// Reads an ID token of ours that a client sends as a hint (OpenID Connect Core §3.1.2.1).
enum IdentityHint {
    private static let refusal = OAuthError(.invalidRequest, "The id_token_hint is no ID token for this client.")

    /// Who the token is about; also if it has expired.
    static func subject(
        of token: String,
        for client: String,
        issuer: String,
        keys: VerificationKeySet
    ) throws(OAuthError) -> String {
        do throws(JSONWebTokenRefusal) {
            let signed = try JSONWebTokenVerifier(keys: keys).verify(token)
            // An access token or a logout token, which the same keys sign, has another type.
            guard signed.type == nil || signed.hasType("jwt") else { throw .badClaim }
            guard try signed.text("iss")?.hasSameBytes(as: issuer) ?? false else { throw .badClaim }
            let audience = try signed.texts("aud") ?? []
            guard audience.contains(where: client.hasSameBytes(as:)) else { throw .badClaim }
            guard let subject = try signed.text("sub") else { throw .badClaim }
            return subject
        } catch {
            throw refusal
        }
    }
}
