package import GatehouseJOSE

/// Plans an access token: what it will say and how long it will hold.
package struct Issuance: Sendable, Equatable {
    /// The claims in the order in which they are written.
    package let claims: JSONObject
    /// The scopes, separated by spaces.
    package let scope: String
    /// Whole seconds for which the token certainly still holds.
    package let expiresIn: Int64

    /// A token for a client in its own name; refused while it would be dated further ahead than clocks may differ.
    package static func plan(
        _ access: GrantedAccess,
        client: Client,
        configuration: AuthorizationServerConfiguration,
        now: Int64,
        entropy: some EntropySource
    ) throws(OAuthError) -> Issuance {
        let lifetime = configuration.accessTokenSeconds
        // A revocation of the client refuses what was issued at or before its instant; this token comes after it.
        let (next, overflow) = (client.revokedBefore ?? .min).addingReportingOverflow(1)
        let issuedAt = max(now, overflow ? .max : next)
        // Who issues and revokes faster than one a second, beyond its limit, runs ahead of the clock; nobody accepts
        // tokens of the future.
        guard issuedAt <= now + AuthorizationServerConfiguration.leewaySeconds else {
            throw OAuthError(.temporarilyUnavailable, "The client revokes its tokens faster than it may.")
        }
        let claims = JSONObject([
            // RFC 9068 §2.2: iss, exp, aud, sub, client_id, iat and jti are required.
            ("iss", .string(configuration.issuer)),
            // RFC 9068 §2.2: without a resource owner the subject is the client.
            ("sub", .string(client.id.value)),
            ("aud", .array(access.audience.map { .string($0) })),
            ("exp", .integer(now + lifetime)),
            ("iat", .integer(issuedAt)),
            ("nbf", .integer(now)),
            ("jti", .string(TokenIdentifier.make(entropy))),
            ("client_id", .string(client.id.value)),
            // RFC 9068 §2.2.3: the scopes as one string; scp carries them once more for those who want a list.
            ("scope", .string(access.scope.serialized)),
            ("scp", .array(access.scope.names.map { .string($0) })),
        ])
        return Issuance(claims: claims, scope: access.scope.serialized, expiresIn: max(0, lifetime - 1))
    }
}

/// Names tokens: `GRANT.RANDOM`, so that withdrawing a grant reaches all its tokens.
package enum TokenIdentifier {
    /// 128 bits are not guessed and do not repeat.
    private static let byteCount = 16

    /// A name in a new grant.
    package static func make(_ entropy: some EntropySource) -> String {
        let bytes = entropy.bytes(byteCount * 2)
        return Base64URL.encode(bytes.prefix(byteCount)) + "." + Base64URL.encode(bytes.dropFirst(byteCount))
    }
}
