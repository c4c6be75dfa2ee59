/// What counts in the header of an access token (RFC 7515 §4, RFC 9068 §2.1).
struct TokenHeader {
    let algorithm: SigningAlgorithm
    let keyID: String?
    let type: String?

    // RFC 9068 §4: of our own tokens nothing else is accepted.
    private static let ownType = "at+jwt"

    private static let refusals = SignatureHeader.Refusals<TokenRejection>(
        criticalHeader: .criticalHeader,
        unsupportedAlgorithm: .unsupportedAlgorithm,
        malformed: .malformed
    )

    // RFC 8725 §3.10: `jwk`, `jku`, `x5u` and `x5c` are never looked at; a sender does not choose who vouches for it.
    init(_ object: JSONObject) throws(TokenRejection) {
        algorithm = try SignatureHeader.algorithm(in: object, otherwise: Self.refusals)
        type = object["typ"]?.string
        guard let value = object["kid"] else {
            keyID = nil
            return
        }
        guard let text = value.string, !text.isEmpty else { throw .unknownKey }
        keyID = text
    }

    /// Asks for what every token of our own has.
    func requireOwn() throws(TokenRejection) {
        guard let type, type.isMediaType(Self.ownType) else { throw .wrongType }
        guard keyID != nil else { throw .unknownKey }
    }

    /// The key of our own that the token names.
    func ownKey(in keys: VerificationKeySet?) throws(TokenRejection) -> VerificationKey {
        try requireOwn()
        guard let keyID, let key = keys?.key(id: keyID, algorithm: algorithm) else { throw .unknownKey }
        return key
    }

    /// The key of another issuer that the token means.
    ///
    /// A token that names none means the only one for its algorithm; trying several would let the sender choose.
    func foreignKey(in keys: VerificationKeySet) -> VerificationKey? {
        guard let keyID else { return keys.soleKey(algorithm: algorithm) }
        return keys.key(id: keyID, algorithm: algorithm)
    }
}
