/// Shows text from a file in a message: quoted, on one line, at most 80 characters.
struct Quoted: CustomStringConvertible {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    var description: String {
        var shown = ""
        for (count, scalar) in text.unicodeScalars.enumerated() {
            guard count < 80 else { return "'\(shown)…'" }
            shown += Self.isPrintable(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        return "'\(shown)'"
    }

    // Control and format characters could move the cursor or reorder what a terminal shows.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
