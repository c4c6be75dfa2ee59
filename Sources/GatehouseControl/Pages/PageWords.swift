/// Sentences from parts.
enum PageWords {
    /// "A", "A and B", "A, B and C"; nil for none.
    static func list(_ names: [String]) -> String? {
        guard let last = names.last else { return nil }
        let others = names.dropLast()
        return others.isEmpty ? last : "\(others.joined(separator: ", ")) and \(last)"
    }

    /// The name without the characters that turn the direction of the text after it (UAX #9 §2).
    static func name(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !turnsDirection($0) }))
    }

    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// "1 route", "2 routes".
    static func count(_ count: Int, _ noun: String) -> String {
        count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
    }
}
