/// Checks JWTs that others sign: client assertions (RFC 7523), request objects (RFC 9101), hints of our own.
package struct JSONWebTokenVerifier: Sendable {
    /// Longer tokens are refused unread.
    package static let maximumBytes = 16_384

    private static let maximumHeaderDepth = 8
    private static let headerRefusals = SignatureHeader.Refusals<JSONWebTokenRefusal>(
        criticalHeader: .criticalHeader,
        unsupportedAlgorithm: .unsupportedAlgorithm,
        malformed: .malformed
    )

    private let keys: VerificationKeySet

    /// Takes the keys of the one party that may have signed.
    package init(keys: VerificationKeySet) {
        self.keys = keys
    }

    /// Checks form, header, key and signature; times, audience and the rest are for the caller to judge.
    package func verify(_ token: String) throws(JSONWebTokenRefusal) -> SignedClaims {
        try verify(token.utf8Span.span)
    }

    /// Checks form, header, key and signature; times, audience and the rest are for the caller to judge.
    package func verify(_ token: Span<UInt8>) throws(JSONWebTokenRefusal) -> SignedClaims {
        let parts = try Self.parts(token)
        let header = try SignatureHeader.read(
            try Self.object(token.extracting(parts.header), maximumDepth: Self.maximumHeaderDepth),
            otherwise: Self.headerRefusals
        )
        let claims = try Self.object(token.extracting(parts.payload))
        guard let key = key(for: header) else { throw .unknownKey }
        guard let signature = Base64URL.decode(token.extracting(parts.signature)) else { throw .malformed }
        guard key.isValidSignature(signature, for: token.extracting(parts.signingInput)) else { throw .badSignature }
        return SignedClaims(type: header.type, keyID: header.keyID, algorithm: header.algorithm, claims: claims)
    }

    private func key(for header: SignatureHeader) -> VerificationKey? {
        if let keyID = header.keyID {
            return keys.key(id: keyID, algorithm: header.algorithm)
        }
        // Trying several keys would let the sender choose among them.
        let candidates = keys.keys.filter { $0.algorithm == header.algorithm }
        return candidates.count == 1 ? candidates.first : nil
    }

    /// Finds the parts of a token of bounded size.
    static func parts(_ token: Span<UInt8>) throws(JSONWebTokenRefusal) -> CompactSignature {
        guard token.count <= maximumBytes else { throw .tooLong }
        guard let parts = CompactSignature(token) else { throw .malformed }
        return parts
    }

    /// The object whose base64url form this is.
    static func object(
        _ text: Span<UInt8>,
        maximumDepth: Int = JSONParser.defaultMaximumDepth
    ) throws(JSONWebTokenRefusal) -> JSONObject {
        guard let bytes = Base64URL.decode(text) else { throw .malformed }
        do {
            return try JSONParser.parseObject(bytes.span, maximumDepth: maximumDepth, maximumBytes: bytes.count)
        } catch {
            throw .malformed
        }
    }
}
