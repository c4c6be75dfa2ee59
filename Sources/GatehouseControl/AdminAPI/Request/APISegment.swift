import GatehouseOAuth

/// Reads one segment of a path.
enum APISegment {
    /// The text; nil for a broken escape, invalid UTF-8 and control characters: nothing is repaired.
    static func decode(_ segment: Substring) -> String? {
        // In a path a plus sign stands for itself, unlike in a form.
        let plain = segment.utf8.flatMap { $0 == UInt8(ascii: "+") ? Array("%2B".utf8) : [$0] }
        guard let text = FormText.decode(plain), !text.isEmpty,
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else { return nil }
        return text
    }
}
