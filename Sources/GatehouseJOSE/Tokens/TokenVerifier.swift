/// Turns the bytes of an access token into facts that its issuer vouches for.
package struct TokenVerifier: Sendable {
    /// Longer tokens are refused unread.
    package static let maximumTokenBytes = 16_384

    private static let maximumHeaderDepth = 8

    /// Makes a verifier.
    package init() {}

    /// Checks form, header, issuer, key, signature and the types of claims.
    ///
    /// Times, audience, binding and revocation are asked at every use instead (`VerifiedToken.check`).
    package func verify(_ token: Span<UInt8>, issuers: TrustedIssuers) throws(TokenRejection) -> VerifiedToken {
        guard token.count <= Self.maximumTokenBytes else { throw .tooLong }
        guard let parts = CompactSignature(token) else { throw .malformed }
        let header = try TokenHeader(Self.object(token, parts.header, maximumDepth: Self.maximumHeaderDepth))
        let claims = try Self.object(token, parts.payload, maximumDepth: JSONParser.defaultMaximumDepth)
        // The key belongs to the issuer that the token names; nobody else's key can speak for it.
        guard let issuer = claims["iss"]?.string else { throw .badClaim }
        guard let keys = issuers[issuer] else { throw .unknownIssuer }
        guard let key = keys.key(id: header.keyID, algorithm: header.algorithm) else { throw .unknownKey }
        guard let signature = Base64URL.decode(token.extracting(parts.signature)) else { throw .malformed }
        guard key.isValidSignature(signature, for: token.extracting(parts.signingInput)) else { throw .badSignature }
        return try VerifiedToken(claims, issuer: issuer, key: key)
    }

    private static func object(
        _ token: Span<UInt8>,
        _ part: Range<Int>,
        maximumDepth: Int
    ) throws(TokenRejection) -> JSONObject {
        guard let bytes = Base64URL.decode(token.extracting(part)) else { throw .malformed }
        do {
            return try JSONParser.parseObject(bytes.span, maximumDepth: maximumDepth, maximumBytes: bytes.count)
        } catch {
            throw .malformed
        }
    }
}
