extension DPoPProof {
    private static let type = "dpop+jwt"
    private static let maximumDepth = 8
    private static let nameByteCounts = 1...512
    private static let headerRefusals = SignatureHeader.Refusals<DPoPRefusal>(
        criticalHeader: .criticalHeader,
        unsupportedAlgorithm: .unsupportedAlgorithm,
        malformed: .malformed
    )

    /// Reads the value of a field `DPoP`.
    package init(parsing text: String) throws(DPoPRefusal) {
        try self.init(parsing: text.utf8Span.span)
    }

    /// Reads the value of a field `DPoP`.
    package init(parsing text: Span<UInt8>) throws(DPoPRefusal) {
        guard text.count <= Self.maximumBytes else { throw .tooLong }
        guard let parts = CompactSignature(text) else { throw .malformed }
        let key = try Self.key(try Self.object(text.extracting(parts.header)))
        let claims = try Self.object(text.extracting(parts.payload))
        guard let signature = Base64URL.decode(text.extracting(parts.signature)) else { throw .malformed }
        guard key.isValidSignature(signature, for: text.extracting(parts.signingInput)) else { throw .badSignature }
        try self.init(claims, thumbprint: key.jwk.thumbprint)
    }

    private init(_ claims: JSONObject, thumbprint: String) throws(DPoPRefusal) {
        guard
            let jti = try claims.text(claim: "jti", otherwise: DPoPRefusal.badClaim), Self.isName(jti),
            let method = try claims.text(claim: "htm", otherwise: DPoPRefusal.badClaim), Self.isName(method),
            let url = try claims.text(claim: "htu", otherwise: DPoPRefusal.badClaim),
            let target = ProofTarget(url),
            let issuedAt = try claims.instant(claim: "iat", otherwise: DPoPRefusal.badClaim)
        else { throw .badClaim }
        let nonce = try claims.text(claim: "nonce", otherwise: DPoPRefusal.badClaim)
        let accessTokenHash = try claims.text(claim: "ath", otherwise: DPoPRefusal.badClaim)
        guard nonce.map(Self.isName) ?? true, accessTokenHash.map(TokenBinding.isThumbprint) ?? true else {
            throw .badClaim
        }
        self.jti = jti
        self.method = method
        self.url = url
        self.target = target
        self.issuedAt = issuedAt
        self.nonce = nonce
        self.accessTokenHash = accessTokenHash
        self.thumbprint = thumbprint
    }

    /// The key in the header, ready for the header's algorithm (RFC 9449 §4.3, items 4 to 7).
    private static func key(_ object: JSONObject) throws(DPoPRefusal) -> VerificationKey {
        let header = try SignatureHeader.read(object, otherwise: headerRefusals)
        guard let type = header.type, type.isMediaType(Self.type) else { throw .wrongType }
        guard let jwk = object["jwk"]?.object else { throw .badKey }
        do {
            let key = try VerificationKey(presented: jwk, algorithm: header.algorithm)
            return key
        } catch {
            throw error == .isPrivate ? .privateKey : .badKey
        }
    }

    /// A name of visible ASCII; whoever stores or prints one knows its size.
    private static func isName(_ text: String) -> Bool {
        nameByteCounts.contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func object(_ text: Span<UInt8>) throws(DPoPRefusal) -> JSONObject {
        guard let bytes = Base64URL.decode(text) else { throw .malformed }
        do {
            return try JSONParser.parseObject(bytes.span, maximumDepth: maximumDepth, maximumBytes: bytes.count)
        } catch {
            throw .malformed
        }
    }
}
