/// Turns the bytes of an access token into facts that its issuer vouches for.
package struct TokenVerifier: Sendable {
    /// Longer tokens are refused unread.
    package static let maximumTokenBytes = 16_384

    private static let maximumHeaderDepth = 8

    /// The header that was read last, as it was written: the tokens of one key share theirs.
    private var headerText: [UInt8] = []
    private var header: TokenHeader?

    /// Makes a verifier that has read nothing yet.
    package init() {}

    /// Checks form, header, issuer, key, signature and the types of claims.
    ///
    /// Times, audience, binding and revocation are asked at every use instead (`VerifiedToken.check`).
    package mutating func verify(_ token: Span<UInt8>, issuers: TrustedIssuers) throws(TokenRejection) -> VerifiedToken
    {
        guard token.count <= Self.maximumTokenBytes else { throw .tooLong }
        guard let parts = CompactSignature(token) else { throw .malformed }
        let header = try readHeader(token.extracting(parts.header))
        let claims = try Self.object(token.extracting(parts.payload), maximumDepth: JSONParser.defaultMaximumDepth)
        // The key belongs to the issuer that the token names; nobody else's key can speak for it.
        guard let issuer = claims["iss"]?.string else { throw .badClaim }
        guard let keys = issuers[issuer] else { throw .unknownIssuer }
        guard let key = keys.key(id: header.keyID, algorithm: header.algorithm) else { throw .unknownKey }
        guard let signature = Base64URL.decode(token.extracting(parts.signature)) else { throw .malformed }
        guard key.isValidSignature(signature, for: token.extracting(parts.signingInput)) else { throw .badSignature }
        return try VerifiedToken(claims, issuer: issuer, key: key)
    }

    private mutating func readHeader(_ text: Span<UInt8>) throws(TokenRejection) -> TokenHeader {
        if let header, headerText.span.hasSameBytes(as: text) { return header }
        let read = try TokenHeader(Self.object(text, maximumDepth: Self.maximumHeaderDepth))
        headerText.removeAll(keepingCapacity: true)
        for index in text.indices { headerText.append(text[index]) }
        header = read
        return read
    }

    private static func object(_ text: Span<UInt8>, maximumDepth: Int) throws(TokenRejection) -> JSONObject {
        guard let bytes = Base64URL.decode(text) else { throw .malformed }
        do {
            return try JSONParser.parseObject(bytes.span, maximumDepth: maximumDepth, maximumBytes: bytes.count)
        } catch {
            throw .malformed
        }
    }
}
