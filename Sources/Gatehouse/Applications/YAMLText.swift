import GatehousePolicy

/// Writes values as YAML: as a person would, and so that every reader gets exactly the same text back.
enum YAMLText {
    /// Words and forms that some version of YAML takes for something else than a text.
    private static let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]

    /// A text, in quotes only where it needs them; inside brackets more does.
    static func scalar(_ text: String, inFlow: Bool = false) -> String {
        isPlain(text, inFlow: inFlow) && !isAmbiguous(text) ? text : quoted(text)
    }

    /// A node in one line.
    static func flow(_ node: LocatedNode) -> String {
        switch node.content {
        case .scalar(let text, isPlain: true):
            // A number or a word such as `true` means another value once it is in quotes.
            isValue(text) || isPlain(text, inFlow: true) ? text : quoted(text)
        case .scalar(let text, isPlain: false):
            scalar(text, inFlow: true)
        case .sequence(let elements):
            "[" + elements.map(flow).joined(separator: ", ") + "]"
        case .mapping(let entries):
            entries.isEmpty
                ? "{}" : "{ " + entries.map { "\(flow($0.key)): \(flow($0.value))" }.joined(separator: ", ") + " }"
        }
    }

    // YAML 1.2 §5.7: escapes
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isShown(scalar): result.unicodeScalars.append(scalar)
            default: result += escape(scalar)
            }
        }
        return result + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x1_0000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
    }

    private static func isPlain(_ text: String, inFlow: Bool) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, first == "/" || first == "_" || isLetterOrDigit(first), scalars.last != " "
        else { return false }
        for (index, scalar) in scalars.enumerated() {
            guard isShown(scalar) else { return false }
            if inFlow && ",[]{}?".unicodeScalars.contains(scalar) { return false }
            if scalar == ":" && (index + 1 == scalars.count || scalars[index + 1] == " ") { return false }
            if scalar == "#" && scalars[index - 1] == " " { return false }
        }
        return true
    }

    /// Whether a plain scalar may be a number or a word.
    private static func isValue(_ text: String) -> Bool {
        text.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            && text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    }

    private static func isAmbiguous(_ text: String) -> Bool {
        if words.contains(text.lowercased()) { return true }
        guard let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return text.utf8.allSatisfy { "0123456789abcdefABCDEFxXoO_.:+-".utf8.contains($0) }
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// What can stand in a document as it is; the rest would be invisible, or is refused by the parser.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }
}
