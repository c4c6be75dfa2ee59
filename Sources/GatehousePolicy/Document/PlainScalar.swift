/// Reads plain scalars as JSON does, and refuses to guess where versions of YAML differ.
enum PlainScalar {
    private static let ambiguous: Set<String> = ["", "~", "yes", "no", "on", "off", "y", "n"]

    /// The value that is meant, or nil if it could be several.
    static func value(of text: String) -> ClaimValue? {
        switch text {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default: break
        }
        let lowered = text.lowercased()
        if ambiguous.contains(lowered) || ["true", "false", "null"].contains(lowered) { return nil }
        guard looksLikeNumber(text) else { return .string(text) }
        guard isJSONNumber(text) else { return nil }
        if let integer = Int64(text) { return .integer(integer) }
        // A longer integer would lose digits.
        guard text.utf8.contains(where: { ".eE".utf8.contains($0) }) else { return nil }
        return Double(text).flatMap { $0.isFinite ? .number($0) : nil }
    }

    // Also what YAML 1.1 reads as a number: 0x1f, 1_000, .5, 12:30, .inf
    private static func looksLikeNumber(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        if bytes.first == UInt8(ascii: ".") { return bytes.count > 1 }
        guard let first = bytes.first, isDigit(first) else { return false }
        return bytes.allSatisfy { isDigit($0) || "abcdefABCDEFxXoO_.:+-".utf8.contains($0) }
    }

    // RFC 8259 §6
    private static func isJSONNumber(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        if bytes.first == UInt8(ascii: "-") { bytes = bytes.dropFirst() }
        let integer = bytes.prefix(while: isDigit)
        guard !integer.isEmpty, integer.count == 1 || integer.first != UInt8(ascii: "0") else { return false }
        bytes = bytes.dropFirst(integer.count)
        if bytes.first == UInt8(ascii: ".") {
            let fraction = bytes.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return false }
            bytes = bytes.dropFirst(fraction.count + 1)
        }
        if let first = bytes.first, first | 0x20 == UInt8(ascii: "e") {
            bytes = bytes.dropFirst()
            if bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
            let exponent = bytes.prefix(while: isDigit)
            guard !exponent.isEmpty else { return false }
            bytes = bytes.dropFirst(exponent.count)
        }
        return bytes.isEmpty
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension ClaimValue {
    /// Reads a value as a person types it: a JSON number, `true`, `false`, `null`, else a text.
    package init(typed text: String) {
        self = PlainScalar.value(of: text) ?? .string(text)
    }
}
