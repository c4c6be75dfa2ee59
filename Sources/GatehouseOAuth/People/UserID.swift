/// The name of a person in tokens: a random UUID (RFC 9562 §5.4) that never changes and tells nothing.
package struct UserID: Hashable, Sendable {
    /// Lowercase, in five groups.
    package let value: String

    /// Answers nil for what is no lowercase UUID.
    package init?(_ value: String) {
        let bytes = Array(value.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                guard (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) else { return nil }
            }
        }
        self.value = value
    }

    private init(unchecked value: String) {
        self.value = value
    }

    /// A new name.
    package static func make(_ entropy: some EntropySource) -> UserID {
        var bytes = entropy.bytes(16)
        // RFC 9562 §5.4: the version and the variant.
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(Character(Unicode.Scalar(Self.digits[Int(byte >> 4)])))
            text.append(Character(Unicode.Scalar(Self.digits[Int(byte & 15)])))
        }
        return UserID(unchecked: text)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}

extension UserID: CustomStringConvertible {
    package var description: String { value }
}
