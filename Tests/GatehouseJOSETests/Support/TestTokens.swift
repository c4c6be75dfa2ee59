import GatehouseJOSE
import Testing

/// Makes tokens that are right except for what a test says.
enum TestTokens {
    static let issuer = "https://issuer.example.test"
    static let audience = "https://api.example.test/tstapp"
    static let issuedAt: Int64 = 1_900_000_000
    static let expiresAt: Int64 = 1_900_003_600

    static func key(_ algorithm: SigningAlgorithm = .es256) throws -> SigningKey {
        try SigningKey(pkcs8PEM: Vectors.pem(algorithm.rawValue.lowercased()), algorithm: algorithm)
    }

    static let claims: JSONObject = [
        "iss": .string(issuer),
        "sub": "alice",
        "aud": .array([.string(audience)]),
        "exp": .integer(expiresAt),
        "iat": .integer(issuedAt),
        "jti": "GRANT.RANDOM",
        "client_id": "reader",
        "scope": "tstapp_data.read",
    ]

    /// The claims above with some replaced, or removed where the value is nil.
    static func claims(changing changes: [String: JSONValue?]) -> JSONObject {
        var claims = claims
        for (name, value) in changes {
            claims[name] = value
        }
        return claims
    }

    static func header(_ key: SigningKey) -> JSONObject {
        ["typ": "at+jwt", "alg": .string(key.algorithm.rawValue), "kid": .string(key.keyID)]
    }

    /// Signs any header text with any payload text.
    static func sign(header: String, payload: String, with key: SigningKey) throws -> String {
        let input = Base64URL.encode(header.utf8) + "." + Base64URL.encode(payload.utf8)
        return input + "." + Base64URL.encode(try key.signature(for: Array(input.utf8)))
    }

    static func sign(header: JSONObject, with key: SigningKey) throws -> String {
        try sign(header: header.text, payload: claims.text, with: key)
    }

    static func sign(_ claims: JSONObject, with key: SigningKey? = nil) throws -> String {
        try (key ?? TestTokens.key()).signToken(payload: claims, type: "at+jwt")
    }

    /// Signs the usual claims in the given text form.
    static func sign(payload: String) throws -> String {
        let key = try key()
        return try sign(header: header(key).text, payload: payload, with: key)
    }

    /// Trusts the test key of every algorithm.
    static func issuers() throws -> TrustedIssuers {
        TrustedIssuers([issuer: VerificationKeySet(try SigningAlgorithm.allCases.map { try key($0).verificationKey })])
    }

    static func verify(_ token: String, issuers: TrustedIssuers? = nil) throws -> VerifiedToken {
        try verify(Array(token.utf8), issuers: issuers ?? TestTokens.issuers())
    }

    static func verify(_ token: [UInt8], issuers: TrustedIssuers) throws(TokenRejection) -> VerifiedToken {
        var verifier = TokenVerifier()
        return try verifier.verify(token.span, issuers: issuers)
    }
}
