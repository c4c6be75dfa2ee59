extension VerifiedToken {
    /// The most names of scopes and roles that count in one token.
    private static let maximumScopeCount = 512

    /// Reads the claims of another issuer's token whose signature is right, or that the issuer itself has described.
    ///
    /// `key` is nil for one that the issuer was asked about.
    init(
        foreign claims: JSONObject,
        of issuer: TrustedIssuer,
        _ foreign: TrustedIssuer.Foreign,
        key: VerificationKey?,
        expiresAt expiry: Int64
    ) throws(TokenRejection) {
        let rules = foreign.rules
        self.issuer = issuer.issuer
        foreignIssuer = foreign.name
        let client = try Self.identity(rules.client, in: claims)
        var subject = try Self.identity(rules.subject, in: claims)
        // RFC 7662 §2.2: `sub` is optional there. A client that acts for itself is its own subject.
        if key == nil, subject == nil { subject = client }
        guard let subject else { throw .badClaim }
        self.subject = subject
        clientID = client ?? ""
        tokenID = try claims.text(claim: "jti", otherwise: TokenRejection.badClaim) ?? ""
        grantID = nil
        audience = try claims.texts(claim: "aud", otherwise: TokenRejection.badClaim) ?? []
        if let sources = rules.scopes {
            scopes = Self.names(in: sources, of: claims)
        } else {
            scopes = try ScopeClaims.scopes(of: claims)
        }
        expiresAt = expiry
        notBefore = try claims.instant(claim: "nbf", otherwise: TokenRejection.badClaim)
        issuedAt = try claims.instant(claim: "iat", otherwise: TokenRejection.badClaim) ?? notBefore ?? 0
        authenticationTime = try claims.instant(claim: "auth_time", otherwise: TokenRejection.badClaim)
        authenticationContext = try claims.text(claim: "acr", otherwise: TokenRejection.badClaim)
        binding = TokenBinding(confirmation: claims["cnf"])
        self.claims = claims
        keyID = key?.keyID ?? ""
        algorithm = key?.algorithm
    }

    /// The text of the first of these claims that is there, in visible ASCII, as upstreams will see it in a header.
    private static func identity(_ names: [String], in claims: JSONObject) throws(TokenRejection) -> String? {
        for name in names {
            guard let value = claims.claim(at: name) else { continue }
            guard let text = value.string, !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw .badClaim
            }
            return text
        }
        return nil
    }

    /// The texts of all these claims, sorted, each once; a text is a list with spaces, an element of a list is one name.
    private static func names(in claimNames: [String], of claims: JSONObject) -> [String] {
        var names: [String] = []
        for claim in claimNames {
            switch claims.claim(at: claim) {
            case .string(let text):
                names += text.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0).description }
            case .array(let elements): names += elements.compactMap(\.string)
            default: break
            }
        }
        var distinct: [String] = []
        for name in names.prefix(maximumScopeCount).sorted() where !(distinct.last?.hasSameBytes(as: name) ?? false) {
            distinct.append(name)
        }
        return distinct
    }
}
