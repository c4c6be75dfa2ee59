/// The name with which a person signs in: 1 to 64 ASCII letters, digits, `.`, `_`, `-`, `@` or `+`, in lower case.
package struct Username: Hashable, Sendable {
    /// The name in lower case, as it is stored and compared.
    package let value: String

    /// Answers nil for what cannot be a username; capital letters become small ones.
    package init?(_ text: String) {
        guard (1...64).contains(text.utf8.count) else { return nil }
        guard text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        value = ASCIICase.lowered(text)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "+"): true
        default: false
        }
    }
}

extension Username: CustomStringConvertible {
    package var description: String { value }
}
