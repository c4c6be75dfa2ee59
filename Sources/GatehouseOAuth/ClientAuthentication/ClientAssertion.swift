import GatehouseJOSE

/// A client's signed statement who it is, checked but for its single use (RFC 7523 §3, OpenID Connect Core §9).
struct ClientAssertion: Sendable {
    /// RFC 7521 §4.2: the only value of `client_assertion_type`.
    static let type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

    /// Whose it is.
    let client: Client
    /// RFC 7523 §3, item 7: the one use of its `jti`.
    let use: PendingUse

    /// How far ahead `exp` may be, in seconds: until then its use has to be remembered.
    private static let longestLife: Int64 = 3_600
    private static let leeway = AuthorizationServerConfiguration.leewaySeconds
    private static let longestID = 512

    /// `keys` are those of the client, `audiences` the names of this server.
    init(
        _ text: String,
        of client: Client,
        keys: VerificationKeySet,
        audiences: [String],
        now: Int64
    ) throws(JSONWebTokenRefusal) {
        let signed = try JSONWebTokenVerifier(keys: keys).verify(text)
        try Self.checkType(of: signed)
        // RFC 7523 §3, items 1 and 2: both are the client.
        for name in ["iss", "sub"] {
            guard try signed.text(name)?.hasSameBytes(as: client.publicID) ?? false else { throw .badClaim }
        }
        try Self.checkAudience(of: signed, audiences)
        let expiresAt = try Self.expiry(of: signed, now: now)
        guard let tokenID = try signed.text("jti"), (1...Self.longestID).contains(tokenID.utf8.count) else {
            throw .badClaim
        }
        self.client = client
        use = PendingUse(
            kind: .clientAssertion,
            digest: SecretDigest.of(client.id.value + "\n" + tokenID),
            expiresAt: expiresAt + Self.leeway
        )
    }

    // RFC 8725 §3.11: what a client signed for another purpose authenticates nobody.
    private static func checkType(of signed: SignedClaims) throws(JSONWebTokenRefusal) {
        guard signed.type == nil || signed.hasType("jwt") || signed.hasType("client-authentication+jwt") else {
            throw .badClaim
        }
    }

    // RFC 7523 §3, item 3. An audience beside ours could present the assertion here, so there must be none.
    private static func checkAudience(
        of signed: SignedClaims,
        _ audiences: [String]
    ) throws(JSONWebTokenRefusal) {
        let named = try signed.texts("aud") ?? []
        guard !named.isEmpty, named.allSatisfy({ audiences.contains(where: $0.hasSameBytes(as:)) }) else {
            throw .badClaim
        }
    }

    private static func expiry(of signed: SignedClaims, now: Int64) throws(JSONWebTokenRefusal) -> Int64 {
        guard let expiresAt = try signed.instant("exp"), now < expiresAt else { throw .badClaim }
        guard expiresAt <= now + longestLife + leeway else { throw .badClaim }
        for name in ["iat", "nbf"] {
            guard try signed.instant(name).map({ $0 <= now + leeway }) ?? true else { throw .badClaim }
        }
        return expiresAt
    }
}
