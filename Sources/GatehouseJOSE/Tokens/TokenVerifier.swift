/// Turns the bytes of an access token into facts that its issuer vouches for.
package struct TokenVerifier: Sendable {
    /// Longer tokens are refused unread.
    package static let maximumTokenBytes = 16_384

    private static let maximumHeaderDepth = 8

    /// The header that was read last, as it was written: the tokens of one key share theirs.
    private var headerText: [UInt8] = []
    private var header: TokenHeader?
    /// The other issuer for whose keys the last refused token asks: ours may be too old to judge it.
    package private(set) var questionedIssuer: TrustedIssuer?

    /// Makes a verifier that has read nothing yet.
    package init() {}

    /// Checks form, header, issuer, key, signature and the types of claims.
    ///
    /// Times, audience, binding and revocation are asked at every use instead (`VerifiedToken.check`). An issuer that is
    /// not accepted is unknown, whatever its keys are.
    package mutating func verify(
        _ token: Span<UInt8>,
        issuers: TrustedIssuers,
        accepting isAccepted: (TrustedIssuer) -> Bool = { _ in true }
    ) throws(TokenRejection) -> VerifiedToken {
        questionedIssuer = nil
        guard token.count <= Self.maximumTokenBytes else { throw .tooLong }
        guard let parts = CompactSignature(token) else { throw .malformed }
        let header = try readHeader(token.extracting(parts.header))
        if !issuers.hasForeign { try header.requireOwn() }
        let claims = try Self.object(token.extracting(parts.payload), maximumDepth: JSONParser.defaultMaximumDepth)
        // The key belongs to the issuer that the token names; nobody else's key can speak for it.
        guard let name = claims["iss"]?.string else { throw .badClaim }
        guard let issuer = issuers[name], isAccepted(issuer) else { throw .unknownIssuer }
        let key = try key(header, of: issuer)
        guard let signature = Base64URL.decode(token.extracting(parts.signature)) else { throw .malformed }
        guard key.isValidSignature(signature, for: token.extracting(parts.signingInput)) else { throw .badSignature }
        guard let foreign = issuer.foreign else { return try VerifiedToken(claims, issuer: name, key: key) }
        guard ForeignTokenKind.isAccess(claims) else { throw .wrongType }
        guard let expiry = try claims.instant(claim: "exp", otherwise: TokenRejection.badClaim) else {
            throw .badClaim
        }
        return try VerifiedToken(foreign: claims, of: issuer, foreign, key: key, expiresAt: expiry)
    }

    /// Reads what another issuer answers about a token that only it can read (RFC 7662 §2.2).
    ///
    /// Without `exp` its word holds for `lifetime` seconds.
    package static func introspected(
        _ answer: JSONObject,
        by issuer: TrustedIssuer,
        now: Int64,
        lifetime: Int64
    ) throws(TokenRejection) -> VerifiedToken {
        guard let foreign = issuer.foreign else { throw .unknownIssuer }
        guard answer["active"] == true else { throw .inactive }
        if let name = answer["iss"] {
            guard name.string?.hasSameBytes(as: issuer.issuer) ?? false else { throw .unknownIssuer }
        }
        guard ForeignTokenKind.isAccess(introspected: answer) else { throw .wrongType }
        let expiry = try answer.instant(claim: "exp", otherwise: TokenRejection.badClaim)
        return try VerifiedToken(
            foreign: answer,
            of: issuer,
            foreign,
            key: nil,
            expiresAt: expiry ?? now.addingClamped(lifetime)
        )
    }

    /// The key by (issuer, `kid`, `alg`).
    private mutating func key(_ header: TokenHeader, of issuer: TrustedIssuer) throws(TokenRejection) -> VerificationKey
    {
        guard let foreign = issuer.foreign else { return try header.ownKey(in: issuer.keys) }
        guard foreign.rules.algorithms.contains(header.algorithm) else { throw .unsupportedAlgorithm }
        guard foreign.rules.allows(type: header.type) else { throw .wrongType }
        guard let keys = issuer.keys else {
            questionedIssuer = issuer
            throw .unavailableKeys
        }
        guard let key = header.foreignKey(in: keys) else {
            // Only a name that is not known can be one that was added since.
            if header.keyID != nil { questionedIssuer = issuer }
            throw .unknownKey
        }
        return key
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
