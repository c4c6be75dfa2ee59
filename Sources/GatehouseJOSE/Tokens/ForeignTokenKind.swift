/// Tells access tokens of other issuers from what else they sign.
///
/// Issuers that send `typ` "JWT" send it in ID tokens as well; what gives those away is refused.
enum ForeignTokenKind {
    /// Hashes that only an ID token has (OpenID Connect Core §3.1.3.6, §3.3.2.11).
    private static let idTokenClaims = ["at_hash", "c_hash"]
    /// What Keycloak's claim `typ` says of an access token.
    private static let accessTypes = ["Bearer", "DPoP", "at+jwt"]

    /// Whether the claims may be those of an access token.
    static func isAccess(_ claims: JSONObject) -> Bool {
        if idTokenClaims.contains(where: { claims[$0] != nil }) { return false }
        if let type = claims["typ"] { return type.string.map(isAccessType) ?? false }
        return true
    }

    /// Whether what an issuer answers about a token (RFC 7662 §2.2) may be about an access token.
    static func isAccess(introspected answer: JSONObject) -> Bool {
        // Ory Hydra says here what it is; it calls refresh tokens active as well.
        if let use = answer["token_use"], use != "access_token" { return false }
        if let type = answer["token_type"] {
            guard let text = type.string?.lowercased() else { return false }
            guard ["bearer", "dpop", "access_token"].contains(text) else { return false }
        }
        return isAccess(answer)
    }

    private static func isAccessType(_ text: String) -> Bool {
        accessTypes.contains { $0.hasSameBytes(as: text) }
    }
}
