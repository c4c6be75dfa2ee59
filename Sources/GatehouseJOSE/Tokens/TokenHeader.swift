/// What counts in the header of an access token (RFC 7515 §4, RFC 9068 §2.1).
struct TokenHeader {
    let algorithm: SigningAlgorithm
    let keyID: String

    // RFC 9068 §4: nothing else is accepted.
    private static let type = "at+jwt"

    private static let refusals = SignatureHeader.Refusals<TokenRejection>(
        criticalHeader: .criticalHeader,
        unsupportedAlgorithm: .unsupportedAlgorithm,
        malformed: .malformed
    )

    // RFC 8725 §3.10: `jwk`, `jku`, `x5u` and `x5c` are never looked at; a sender does not choose who vouches for it.
    init(_ object: JSONObject) throws(TokenRejection) {
        algorithm = try SignatureHeader.algorithm(in: object, otherwise: Self.refusals)
        guard let type = object["typ"]?.string, type.isMediaType(Self.type) else { throw .wrongType }
        guard let keyID = object["kid"]?.string, !keyID.isEmpty else { throw .unknownKey }
        self.keyID = keyID
    }
}
