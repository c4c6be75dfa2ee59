import GatehouseTestSupport

@testable import GatehouseJOSE

/// Tokens, proofs, keys and certificates as strangers send them: nothing verifies that was not signed.
enum JOSETarget {
    private static let issuer = "https://auth.example.test"

    /// A token that verifies, and who trusts it.
    private static let good: (token: [UInt8], issuers: TrustedIssuers)? = {
        guard let key = try? TestKeys.signingKey(.es256) else { return nil }
        let claims: JSONObject = [
            "iss": .string(issuer), "sub": "c-fuzz", "aud": "https://auth.example.test/tstapp", "exp": 2_000_000_000,
            "iat": 1_700_000_000, "jti": "0123456789012345678901.0123456789012345678901", "client_id": "c-fuzz",
            "scope": "tstapp_data.read",
        ]
        guard let token = try? key.signToken(payload: claims, type: "at+jwt") else { return nil }
        return (Array(token.utf8), TrustedIssuers([issuer: VerificationKeySet([key.verificationKey])]))
    }()

    /// The first byte says what the others are.
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        guard let kind = input.first else { return }
        let bytes = Array(input.dropFirst())
        switch kind {
        case UInt8(ascii: "P"): _ = try? DPoPProof(parsing: bytes.span)
        case UInt8(ascii: "K"): try checkKeys(bytes)
        case UInt8(ascii: "C"): try checkCertificate(bytes)
        case UInt8(ascii: "B"): try checkBase64(bytes)
        case UInt8(ascii: "E"): try checkEdited(bytes)
        default: try checkToken(bytes)
        }
    }

    private static func checkToken(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let good else { throw BrokenProperty("there is no good token") }
        var verifier = TokenVerifier()
        let first = result { () throws(TokenRejection) in try verifier.verify(bytes.span, issuers: good.issuers) }
        // The verifier remembers a header; a token must not be judged by the one before it.
        let second = result { () throws(TokenRejection) in try verifier.verify(bytes.span, issuers: good.issuers) }
        try hold(first == second, "\(first), then \(second)")
        try hold(first != "verified" || bytes == good.token, "a token verifies that was never signed")
        _ = try? UnverifiedClaims(peeking: String(decoding: bytes, as: UTF8.self))
    }

    /// Pairs of bytes are edits of the good token: where, and what stands there then.
    private static func checkEdited(_ edits: [UInt8]) throws(BrokenProperty) {
        guard let good else { throw BrokenProperty("there is no good token") }
        var token = good.token
        for index in stride(from: 0, to: edits.count - 1, by: 2) {
            token[Int(edits[index]) * token.count / 256] = edits[index + 1]
        }
        try checkToken(token)
    }

    private static func result(_ verify: () throws(TokenRejection) -> VerifiedToken) -> String {
        do throws(TokenRejection) {
            _ = try verify()
            return "verified"
        } catch {
            return "\(error)"
        }
    }

    private static func checkKeys(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let keys = try? VerificationKeySet(parsing: bytes) else { return }
        guard let again = try? VerificationKeySet(parsing: keys.json) else {
            throw BrokenProperty("the keys that were read cannot be written")
        }
        try hold(again.json.hasSameBytes(as: keys.json), "keys change when they are written")
    }

    private static func checkCertificate(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let der = ClientCertificateField.der(of: bytes.span) else { return }
        let value = ClientCertificateField.value(der: der)
        try hold(bytes.elementsEqual(value.utf8), "one certificate has two texts")
    }

    private static func checkBase64(_ bytes: [UInt8]) throws(BrokenProperty) {
        if let decoded = Base64URL.decode(bytes.span) {
            try hold(bytes.elementsEqual(Base64URL.encode(decoded).utf8), "some bytes have two texts")
        }
        try hold(Base64URL.decode(Base64URL.encode(bytes)) == bytes, "what was encoded decodes to something else")
        _ = JSONObject.self
    }
}
