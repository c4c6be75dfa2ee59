/// What a token said when a request was decided; never the token itself.
package struct TokenFacts: Sendable, Hashable, Codable {
    /// Whether its signature and its claims held; what an unverified token says may be a lie.
    package var isVerified: Bool
    /// `iss`.
    package var issuer: String?
    /// What the configuration calls the issuer; nil for our own.
    package var issuerName: String?
    /// `sub`.
    package var subject: String?
    /// `client_id`.
    package var client: String?
    /// `kid` of its header.
    package var keyID: String?
    /// `alg` of its header.
    package var algorithm: String?
    /// `aud`.
    package var audience: [String]
    /// The scopes that count.
    package var scopes: [String]
    /// `iat`, in Unix seconds.
    package var issuedAt: Int64?
    /// `exp`, in Unix seconds.
    package var expiresAt: Int64?
    /// `auth_time`, in Unix seconds.
    package var authenticationTime: Int64?
    /// `jti`; what stands before its dot is the grant.
    package var tokenID: String?
    /// `sid`.
    package var sessionID: String?
    /// Whether it is bound to a key or a certificate (`cnf`).
    package var isBound: Bool
    /// The other claims that the policy looks at, as text.
    package var claims: [String: String]

    /// Makes the facts of their parts.
    package init(
        isVerified: Bool,
        issuer: String? = nil,
        issuerName: String? = nil,
        subject: String? = nil,
        client: String? = nil,
        keyID: String? = nil,
        algorithm: String? = nil,
        audience: [String] = [],
        scopes: [String] = [],
        issuedAt: Int64? = nil,
        expiresAt: Int64? = nil,
        authenticationTime: Int64? = nil,
        tokenID: String? = nil,
        sessionID: String? = nil,
        isBound: Bool = false,
        claims: [String: String] = [:]
    ) {
        self.isVerified = isVerified
        self.issuer = issuer
        self.issuerName = issuerName
        self.subject = subject
        self.client = client
        self.keyID = keyID
        self.algorithm = algorithm
        self.audience = audience
        self.scopes = scopes
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.authenticationTime = authenticationTime
        self.tokenID = tokenID
        self.sessionID = sessionID
        self.isBound = isBound
        self.claims = claims
    }

    private enum CodingKeys: String, CodingKey {
        case isVerified = "verified"
        case issuer = "iss"
        case issuerName = "issuer_name"
        case subject = "sub"
        case client = "client_id"
        case keyID = "kid"
        case algorithm = "alg"
        case audience = "aud"
        case scopes
        case issuedAt = "iat"
        case expiresAt = "exp"
        case authenticationTime = "auth_time"
        case tokenID = "jti"
        case sessionID = "sid"
        case isBound = "bound"
        case claims
    }
}
