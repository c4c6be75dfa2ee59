/// An e-mail address in the form that is in practical use: an ASCII `local@domain` of at most 254 bytes.
///
/// Two addresses are equal when they differ in the case of letters only. RFC 5321 §2.4 would let the local part
/// differ by case, but no provider does, and two people must not be told apart by it.
package struct EmailAddress: Sendable {
    /// The address as it was given.
    package let value: String
    /// The address in lower case, under which it is compared.
    package let folded: String

    /// Answers nil for what is no such address; quoted local parts and address literals are not accepted.
    package init?(_ text: String) {
        // RFC 5321 §4.5.3.1: 254 bytes fit into a path, 64 of them before the at sign.
        guard text.utf8.count <= 254 else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocalPart(parts[0]), Self.isDomain(parts[1]) else { return nil }
        value = text
        folded = ASCIICase.lowered(text)
    }

    /// RFC 5322 §3.2.3: words of `atext` with single dots between them.
    private static func isLocalPart(_ bytes: Substring.UTF8View) -> Bool {
        guard (1...64).contains(bytes.count) else { return false }
        let words = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return words.allSatisfy { !$0.isEmpty && $0.allSatisfy(isWordByte) }
    }

    /// RFC 1123 §2.1: labels of letters, digits and inner hyphens; one label alone is a name in a local network.
    private static func isDomain(_ bytes: Substring.UTF8View) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.count)
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
                && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch ASCIICase.lowered(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}

extension EmailAddress: Hashable {
    package static func == (first: EmailAddress, second: EmailAddress) -> Bool {
        first.folded == second.folded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(folded)
    }
}

extension EmailAddress: CustomStringConvertible {
    package var description: String { value }
}
