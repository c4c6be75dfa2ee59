/// Writes values into strings of several languages.
enum SnippetEscape {
    /// POSIX.1-2017 §2.2.2: between single quotes everything stands for itself, but the quote itself.
    static func shell(_ value: String) -> String {
        mapped(value) { scalar in
            if scalar == "'" { return #"'\''"# }
            return scalar == "\u{0}" ? "" : nil
        }
    }

    /// The escapes that JavaScript, Python, Java, JSON and YAML have in common; no line can end in it, and no `</script>`
    /// stands in it.
    static func code(_ value: String) -> String {
        mapped(value) { scalar in
            switch scalar {
            case "\"": #"\""#
            case "\\": #"\\"#
            case "<", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": unicode(scalar)
            default: nil
            }
        }
    }

    /// In JSX a backslash is a backslash, and characters are references as in HTML.
    static func jsx(_ value: String) -> String {
        mapped(value) { scalar in
            switch scalar {
            case "\"": "&quot;"
            case "&": "&amp;"
            case "<": "&lt;"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}": "&#\(scalar.value);"
            default: nil
            }
        }
    }

    /// YAML, whose value Spring searches for `${…}`: a backslash before it makes it text.
    static func spring(_ value: String) -> String {
        let bytes = Array(value.utf8)
        var escaped: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let opens = byte == UInt8(ascii: "$") && bytes.dropFirst(index + 1).first == UInt8(ascii: "{")
            if opens { escaped.append(UInt8(ascii: "\\")) }
            escaped.append(byte)
        }
        return code(String(decoding: escaped, as: UTF8.self))
    }

    private static func mapped(_ value: String, _ change: (Unicode.Scalar) -> String?) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in value.unicodeScalars {
            if let other = change(scalar) {
                escaped.append(contentsOf: other.unicodeScalars)
            } else {
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    private static func unicode(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
