import GatehouseJOSE

/// A signed authorization request (RFC 9101): the parameters come from inside alone.
struct RequestObject: Sendable {
    /// What the client signed.
    let parameters: Parameters
    /// The use of its `jti`, if it has one (RFC 9101 §10.2).
    let use: PendingUse?

    /// How far ahead `exp` may be, in seconds: an object that lives longer could be kept for later.
    private static let longestLife: Int64 = 3_600
    private static let leeway = AuthorizationServerConfiguration.leewaySeconds
    /// RFC 7519 §4.1, without `sub`, which no authorization request has.
    private static let tokenClaims = ["iss", "aud", "exp", "nbf", "iat", "jti", "sub"]

    /// Checks the object of the client of that id; `keys` are those that it registered.
    init(
        _ text: String,
        from client: String,
        keys: VerificationKeySet,
        issuer: String,
        now: Int64
    ) throws(OAuthError) {
        do throws(JSONWebTokenRefusal) {
            let signed = try JSONWebTokenVerifier(keys: keys).verify(text)
            try Self.check(signed, client: client, issuer: issuer)
            let expiresAt = try Self.expiry(of: signed, now: now)
            use = try signed.text("jti")
                .map { Self.use(of: $0, client: client, until: expiresAt) }
            parameters = try Self.parameters(in: signed.claims, of: client)
        } catch {
            throw OAuthError(.invalidRequestObject, "The request object is not accepted.", detail: error.description)
        }
    }

    private static func check(
        _ signed: SignedClaims,
        client: String,
        issuer: String
    ) throws(JSONWebTokenRefusal) {
        // RFC 9101 §10.8.
        guard signed.hasType("oauth-authz-req+jwt") || signed.hasType("jwt") else { throw .badClaim }
        guard try signed.text("iss")?.hasSameBytes(as: client) ?? false else { throw .badClaim }
        guard try (signed.texts("aud") ?? []).contains(where: issuer.hasSameBytes(as:)) else { throw .badClaim }
        // RFC 9101 §10.8: with the client as its subject it would be a client assertion.
        guard signed.claims["sub"] == nil else { throw .badClaim }
    }

    private static func expiry(of signed: SignedClaims, now: Int64) throws(JSONWebTokenRefusal) -> Int64 {
        guard let expiresAt = try signed.instant("exp"), now < expiresAt else { throw .badClaim }
        guard expiresAt <= now + longestLife + leeway else { throw .badClaim }
        guard try signed.instant("nbf").map({ $0 <= now + leeway }) ?? true else { throw .badClaim }
        return expiresAt
    }

    private static func use(of tokenID: String, client: String, until expiresAt: Int64) -> PendingUse {
        PendingUse(
            kind: .requestObject,
            digest: SecretDigest.of(client + "\n" + tokenID),
            expiresAt: expiresAt + PeopleConfiguration.flowSeconds
        )
    }

    private static func parameters(
        in claims: JSONObject,
        of client: String
    ) throws(JSONWebTokenRefusal) -> Parameters {
        // RFC 9101 §4: neither of the two can stand inside.
        guard claims["request"] == nil, claims["request_uri"] == nil else { throw .badClaim }
        // RFC 9101 §5: the client of the request and that of the object are the same.
        guard claims["client_id"]?.string?.hasSameBytes(as: client) ?? false else { throw .badClaim }
        var pairs: [(name: String, value: String)] = []
        for member in claims.members where !tokenClaims.contains(where: member.name.hasSameBytes(as:)) {
            pairs += try texts(of: member).map { (member.name, $0) }
        }
        do throws(OAuthError) {
            return try Parameters(pairs)
        } catch {
            throw .badClaim
        }
    }

    /// RFC 9101 §4: numbers as numbers, `claims` as an object; several resources as a list.
    private static func texts(of member: JSONObject.Member) throws(JSONWebTokenRefusal) -> [String] {
        switch member.value {
        case .string(let text): return [text]
        case .integer(let number): return [String(number)]
        case .object(let object): return [String(decoding: object.serialized(), as: UTF8.self)]
        case .array(let elements) where member.name.hasSameBytes(as: "resource"):
            let texts = elements.compactMap(\.string)
            guard texts.count == elements.count else { throw .badClaim }
            return texts
        case .null, .bool, .number, .array: throw .badClaim
        }
    }
}
