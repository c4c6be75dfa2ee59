/// Tells host names and addresses from other text.
enum HostName {
    /// Lowercase letters, digits, hyphens and underscores in labels of at most 63, together at most 253; the last label
    /// is not a number, so that no name can be taken for an address.
    static func isName(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy(isLabel), let last = labels.last else { return false }
        return !last.allSatisfy(isDigit)
    }

    /// Four decimal numbers from 0 to 255 without leading zeros (RFC 3986 §3.2.2).
    static func isIPv4(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy(isOctet)
    }

    /// An IPv6 address in brackets: at most eight groups of hexadecimal digits, one `::` at most.
    static func isBracketedIPv6(_ text: String) -> Bool {
        guard text.utf8.first == UInt8(ascii: "["), text.utf8.last == UInt8(ascii: "]") else { return false }
        let inner = String(text.dropFirst().dropLast())
        let halves = halves(of: inner)
        guard halves.count <= 2, halves.allSatisfy({ $0.allSatisfy(isGroup) }) else { return false }
        let groups = halves.reduce(0) { $0 + $1.count }
        return halves.count == 2 ? groups < 8 : groups == 8
    }

    private static func halves(of address: String) -> [[Substring]] {
        guard let range = firstDoubleColon(in: address) else { return [groups(address[...])] }
        return [groups(address[..<range.lowerBound]), groups(address[range.upperBound...])]
    }

    private static func groups(_ text: Substring) -> [Substring] {
        text.isEmpty ? [] : text.split(separator: ":", omittingEmptySubsequences: false)
    }

    private static func firstDoubleColon(in text: String) -> Range<String.Index>? {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ":", next < text.endIndex, text[next] == ":" { return index..<text.index(after: next) }
            index = next
        }
        return nil
    }

    private static func isGroup(_ group: Substring) -> Bool {
        (1...4).contains(group.utf8.count) && group.utf8.allSatisfy { Hexadecimal.value(of: $0) != nil }
    }

    private static func isLabel(_ label: some Collection<UInt8>) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-") else { return false }
        let bytes = Array(label)
        return bytes.last != UInt8(ascii: "-") && bytes.allSatisfy(isLabelByte)
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: isDigit(byte)
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isOctet(_ part: some Collection<UInt8>) -> Bool {
        guard (1...3).contains(part.count), part.allSatisfy(isDigit) else { return false }
        if part.count > 1 && part.first == UInt8(ascii: "0") { return false }
        return part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
    }
}
