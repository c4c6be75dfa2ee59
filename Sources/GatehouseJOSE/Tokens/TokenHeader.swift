/// What counts in the header of an access token (RFC 7515 §4, RFC 9068 §2.1).
struct TokenHeader {
    let algorithm: SigningAlgorithm
    let keyID: String

    // RFC 8725 §3.10: `jwk`, `jku`, `x5u` and `x5c` are never looked at; a sender does not choose who vouches for it.
    init(_ object: JSONObject) throws(TokenRejection) {
        // RFC 7515 §4.1.11: no extension is understood here, so every `crit` is refused.
        guard object["crit"] == nil else { throw .criticalHeader }
        // RFC 7797 §3: `b64` may only say what holds anyway.
        guard object["b64"].map({ $0 == true }) ?? true else { throw .criticalHeader }
        guard let name = object["alg"]?.string, let algorithm = SigningAlgorithm(name: name) else {
            throw .unsupportedAlgorithm
        }
        guard let type = object["typ"]?.string, Self.isAccessToken(type) else { throw .wrongType }
        guard let keyID = object["kid"]?.string, !keyID.isEmpty else { throw .unknownKey }
        self.algorithm = algorithm
        self.keyID = keyID
    }

    // RFC 7515 §4.1.9: media types ignore case, and the prefix may be left out. RFC 9068 §4: nothing else is accepted.
    private static func isAccessToken(_ type: String) -> Bool {
        type.hasSameBytes(as: "at+jwt") || isSame(type, "at+jwt") || isSame(type, "application/at+jwt")
    }

    /// Compares with a text in lowercase; only ASCII letters have two cases.
    private static func isSame(_ text: String, _ lowercase: String) -> Bool {
        text.utf8.count == lowercase.utf8.count
            && zip(text.utf8, lowercase.utf8)
                .allSatisfy { byte, lowercase in
                    let isUppercase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                    return lowercase == (isUppercase ? byte | 0x20 : byte)
                }
    }
}
