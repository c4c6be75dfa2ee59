import GatehouseJOSE

/// Writes down for a client who signed in, when and how (OpenID Connect Core §2).
struct IDToken: Sendable {
    /// The claims in the order in which they are written.
    let claims: JSONObject

    /// `accessToken` is issued with it and named by `at_hash`, with the hash that goes with `algorithm`.
    init(
        for issued: PersonIssuance,
        accessToken: String,
        issuer: String,
        algorithm: SigningAlgorithm,
        now: Int64
    ) {
        let asked = RequestedClaims(issued.claim.grant.requestedClaims).idToken
        var members: [(String, JSONValue)] = [
            ("iss", .string(issuer)),
            ("sub", .string(issued.facts.subject)),
            ("aud", .string(issued.client.publicID)),
            ("exp", .integer(issued.issuance.expiresAt)),
            ("iat", .integer(now)),
        ]
        // OpenID Connect Core §3.1.3.6 and §12.2: the nonce of the request, only with the tokens of the code.
        if let nonce = issued.claim.nonce { members.append(("nonce", .string(nonce))) }
        members.append(("at_hash", .string(TokenHash.half(of: accessToken, algorithm: algorithm))))
        members += issued.facts.authentication
        members += PersonClaims(user: issued.user, scope: issued.access.scope).requested(asked)
        claims = JSONObject(members)
    }
}
