extension VerifiedToken {
    /// Reads the claims of a token whose signature is right.
    init(_ claims: JSONObject, issuer: String, key: VerificationKey) throws(TokenRejection) {
        // RFC 9068 §2.2: iss, exp, aud, sub, client_id, iat and jti are required.
        self.issuer = issuer
        foreignIssuer = nil
        subject = try claims.identity("sub")
        clientID = try claims.identity("client_id")
        tokenID = try claims.requiredText("jti")
        grantID = Self.grantID(of: tokenID)
        audience = try claims.texts("aud")
        scopes = try ScopeClaims.scopes(of: claims)
        expiresAt = try claims.requiredInstant("exp")
        issuedAt = try claims.requiredInstant("iat")
        notBefore = try claims.instant("nbf")
        authenticationTime = try claims.instant("auth_time")
        authenticationContext = try claims.text("acr")
        // RFC 7800 §3.1: whatever is in it, a token with `cnf` is not a bearer token.
        binding = TokenBinding(confirmation: claims["cnf"])
        self.claims = claims
        keyID = key.keyID
        algorithm = key.algorithm
    }

    /// The part before the only point.
    private static func grantID(of tokenID: String) -> String? {
        let bytes = tokenID.utf8
        let isPoint = { (byte: UInt8) in byte == UInt8(ascii: ".") }
        guard
            let point = bytes.firstIndex(where: isPoint),
            point > bytes.startIndex,
            bytes.index(after: point) < bytes.endIndex,
            !bytes[bytes.index(after: point)...].contains(where: isPoint)
        else { return nil }
        return String(tokenID[..<point])
    }
}

extension JSONObject {
    fileprivate func requiredText(_ name: String) throws(TokenRejection) -> String {
        guard let text = try text(name), !text.isEmpty else { throw .badClaim }
        return text
    }

    fileprivate func text(_ name: String) throws(TokenRejection) -> String? {
        try text(claim: name, otherwise: TokenRejection.badClaim)
    }

    /// A name that upstreams will see in a header, hence visible ASCII.
    fileprivate func identity(_ name: String) throws(TokenRejection) -> String {
        let text = try requiredText(name)
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .badClaim }
        return text
    }

    fileprivate func texts(_ name: String) throws(TokenRejection) -> [String] {
        guard let texts = try texts(claim: name, otherwise: TokenRejection.badClaim) else { throw .badClaim }
        return texts
    }

    fileprivate func requiredInstant(_ name: String) throws(TokenRejection) -> Int64 {
        guard let instant = try instant(name) else { throw .badClaim }
        return instant
    }

    fileprivate func instant(_ name: String) throws(TokenRejection) -> Int64? {
        try instant(claim: name, otherwise: TokenRejection.badClaim)
    }
}
