/// The three parts of a JWS in compact form (RFC 7515 §7.1), as places in its bytes.
package struct CompactSignature: Sendable {
    /// Where the encoded header is, up to the first point.
    package let header: Range<Int>
    /// Where the encoded payload is, between the points.
    package let payload: Range<Int>
    /// Where the encoded signature is, behind the second point.
    package let signature: Range<Int>

    /// The bytes that are signed: header, point, payload.
    package var signingInput: Range<Int> { 0..<payload.upperBound }

    /// Finds the parts: exactly two points, and nothing empty.
    package init?(_ token: Span<UInt8>) {
        guard
            let first = Self.point(in: token, from: 0),
            let second = Self.point(in: token, from: first + 1),
            Self.point(in: token, from: second + 1) == nil
        else { return nil }
        header = 0..<first
        payload = first + 1..<second
        signature = second + 1..<token.count
        guard !header.isEmpty, !payload.isEmpty, !signature.isEmpty else { return nil }
    }

    private static func point(in token: Span<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < token.count {
            if token[index] == UInt8(ascii: ".") {
                return index
            }
            index += 1
        }
        return nil
    }
}

extension SigningKey {
    /// A signed token in compact form; its header has `typ`, `alg` and `kid` in this order.
    package func signToken(payload: JSONObject, type: String) throws(KeyRefusal) -> String {
        let header: JSONObject = ["typ": .string(type), "alg": .string(algorithm.rawValue), "kid": .string(keyID)]
        var token = Base64URL.encodedBytes(header.serialized())
        token.append(UInt8(ascii: "."))
        Base64URL.append(payload.serialized(), to: &token)
        let signature = try signature(for: token)
        token.append(UInt8(ascii: "."))
        Base64URL.append(signature, to: &token)
        return String(decoding: token, as: UTF8.self)
    }
}
