package import GatehouseJOSE

/// What is special about an access token beside its scopes and its client.
package struct IssuanceTerms: Sendable, Equatable {
    /// Whom it speaks about; nil for the client itself.
    package var person: PersonFacts?
    /// The grant that it comes from; nil for a new one.
    package var grantID: String?
    /// What has to be proved with it.
    package var binding = TokenBinding.none
    /// RFC 8693 §4.1: who acts for whom it speaks about.
    package var actor: JSONObject?
    /// It is dated no earlier, in Unix seconds: what is revoked until the instant before does not reach it.
    package var notBefore: Int64?
    /// It expires no later, in Unix seconds.
    package var notAfter: Int64?

    package init() {}
}

/// Plans an access token: what it will say and how long it will hold.
package struct Issuance: Sendable, Equatable {
    /// The claims in the order in which they are written.
    package let claims: JSONObject
    /// The scopes, separated by spaces.
    package let scope: String
    /// When the token expires, in Unix seconds.
    package let expiresAt: Int64
    /// Whole seconds for which the token certainly still holds.
    package let expiresIn: Int64
    /// How the token is presented.
    package let tokenType: String

    /// A token under these terms; refused while it would be dated further ahead than clocks may differ.
    package static func plan(
        _ access: GrantedAccess,
        client: Client,
        terms: IssuanceTerms = IssuanceTerms(),
        configuration: AuthorizationServerConfiguration,
        now: Int64,
        entropy: some EntropySource
    ) throws(OAuthError) -> Issuance {
        let lifetime = configuration.accessTokenSeconds(for: client)
        let expiresAt = min(now + lifetime, terms.notAfter ?? .max)
        let issuedAt = try issuedAt(client: client, terms: terms, now: now)
        var claims: [(String, JSONValue)] = [
            // RFC 9068 §2.2: iss, exp, aud, sub, client_id, iat and jti are required.
            ("iss", .string(configuration.issuer)),
            // RFC 9068 §2.2: without a resource owner the subject is the client.
            ("sub", .string(terms.person?.subject ?? client.id.value)),
            ("aud", .array(access.audience.map { .string($0) })),
            ("exp", .integer(expiresAt)),
            ("iat", .integer(issuedAt)),
            ("nbf", .integer(now)),
            ("jti", .string(TokenIdentifier.make(grantID: terms.grantID, entropy))),
            ("client_id", .string(client.id.value)),
            // RFC 9068 §2.2.3: the scopes as one string; scp carries them once more for those who want a list.
            ("scope", .string(access.scope.serialized)),
            ("scp", .array(access.scope.names.map { .string($0) })),
        ]
        if let person = terms.person {
            claims += person.authentication
            claims += person.attributes.members.map { ($0.name, $0.value) }
        }
        if let actor = terms.actor { claims.append(("act", .object(actor))) }
        if let confirmation = terms.binding.confirmation { claims.append(("cnf", .object(confirmation))) }
        return Issuance(
            claims: JSONObject(claims),
            scope: access.scope.serialized,
            expiresAt: expiresAt,
            expiresIn: max(0, expiresAt - now - 1),
            tokenType: terms.binding.tokenType
        )
    }

    /// Refuses while every token of that client would be dated further ahead than clocks may differ.
    static func ensureDatable(for client: Client, now: Int64) throws(OAuthError) {
        _ = try issuedAt(client: client, terms: IssuanceTerms(), now: now)
    }

    private static func issuedAt(client: Client, terms: IssuanceTerms, now: Int64) throws(OAuthError) -> Int64 {
        // A revocation of the client refuses what was issued at or before its instant; this token comes after it.
        let (next, overflow) = (client.revokedBefore ?? .min).addingReportingOverflow(1)
        let issuedAt = max(now, overflow ? .max : next, terms.notBefore ?? .min)
        // Who issues and revokes faster than one a second, beyond its limit, runs ahead of the clock; nobody accepts
        // tokens of the future.
        guard issuedAt <= now + AuthorizationServerConfiguration.leewaySeconds else {
            throw OAuthError(.temporarilyUnavailable, "The client revokes its tokens faster than it may.")
        }
        return issuedAt
    }
}

/// Names tokens: `GRANT.RANDOM`, so that withdrawing a grant reaches all its tokens.
package enum TokenIdentifier {
    /// 128 bits are not guessed and do not repeat.
    private static let byteCount = 16

    /// A name in that grant, or in a new one.
    package static func make(grantID: String? = nil, _ entropy: some EntropySource) -> String {
        if let grantID { return grantID + "." + Base64URL.encode(entropy.bytes(byteCount)) }
        let bytes = entropy.bytes(byteCount * 2)
        return Base64URL.encode(bytes.prefix(byteCount)) + "." + Base64URL.encode(bytes.dropFirst(byteCount))
    }
}
