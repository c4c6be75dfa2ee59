/// The base64url encoding without padding (RFC 4648 §5, RFC 7515 §2).
package enum Base64URL {
    private static let alphabet = [UInt8]("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let invalid: UInt8 = 0xFF

    /// The six bits that each byte stands for; all other bytes are `invalid`.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, byte) in alphabet.enumerated() {
            values[Int(byte)] = UInt8(value)
        }
        return values
    }()

    /// The text for some bytes.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: encodedBytes(Array(bytes)), as: UTF8.self)
    }

    /// The bytes of a text in the only form that is accepted: no padding, no other characters, unused bits zero.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let remainder = text.count & 3
        guard remainder != 1 else { return nil }
        let count = text.count / 4 * 3 + (remainder == 0 ? 0 : remainder - 1)
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            isValid = decode(text, values.span, into: buffer)
            initializedCount = isValid ? count : 0
        }
        return isValid ? bytes : nil
    }

    /// The bytes of a text, as `decode(_:)` above.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(text.utf8Span.span)
    }

    static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        append(bytes, to: &text)
        return text
    }

    static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
        var index = 0
        while index + 2 < bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            appendDigits(4, of: group, to: &text)
            index += 3
        }
        switch bytes.count - index {
        case 1: appendDigits(2, of: UInt32(bytes[index]) << 16, to: &text)
        case 2: appendDigits(3, of: UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8, to: &text)
        default: break
        }
    }

    /// Appends the first digits of a group of 24 bits.
    private static func appendDigits(_ count: Int, of group: UInt32, to text: inout [UInt8]) {
        for digit in 0..<count {
            text.append(alphabet[Int(group >> UInt32(18 - 6 * digit)) & 63])
        }
    }

    /// Decodes into a buffer of exactly the right size.
    private static func decode(
        _ text: Span<UInt8>,
        _ values: Span<UInt8>,
        into buffer: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        var output = 0
        var index = 0
        // Only a byte outside the alphabet has a value with a high bit.
        var seen: UInt8 = 0
        while index + 3 < text.count {
            let first = values[Int(text[index])]
            let second = values[Int(text[index + 1])]
            let third = values[Int(text[index + 2])]
            let fourth = values[Int(text[index + 3])]
            seen |= first | second | third | fourth
            buffer[output] = first << 2 | second >> 4
            buffer[output + 1] = second << 4 | third >> 2
            buffer[output + 2] = third << 6 | fourth
            output += 3
            index += 4
        }
        guard seen & 0xC0 == 0 else { return false }
        return decodeRest(text, values, from: index, into: buffer, at: output)
    }

    /// Decodes the last two or three characters.
    private static func decodeRest(
        _ text: Span<UInt8>,
        _ values: Span<UInt8>,
        from index: Int,
        into buffer: UnsafeMutableBufferPointer<UInt8>,
        at output: Int
    ) -> Bool {
        let remaining = text.count - index
        guard remaining > 0 else { return true }
        let first = values[Int(text[index])]
        let second = values[Int(text[index + 1])]
        let third = remaining == 3 ? values[Int(text[index + 2])] : 0
        guard (first | second | third) & 0xC0 == 0 else { return false }
        // RFC 4648 §3.5: the bits that no byte takes up must be zero, or one value would have several texts.
        let unused = remaining == 3 ? third & 0b11 : second & 0b1111
        guard unused == 0 else { return false }
        buffer[output] = first << 2 | second >> 4
        if remaining == 3 {
            buffer[output + 1] = second << 4 | third >> 2
        }
        return true
    }
}
