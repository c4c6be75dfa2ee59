/// A place as the YAML parser counts: lines and columns in characters, from 1.
struct YAMLPlace: Hashable {
    let line: Int
    let column: Int
}

/// The text of a YAML file by lines, in which keys can be marked.
struct YAMLSource {
    /// Put into a key to make it differ from an equal one.
    private static let marker: Unicode.Scalar = "\u{F8FF}"

    private(set) var text: String
    private var lines: [[Unicode.Scalar]]
    /// For each line, after which columns a marker moves the rest by one.
    private var shifts: [Int: [Int]] = [:]

    init(_ text: String) {
        self.text = text
        self.lines = Self.lines(of: text)
    }

    /// The character at a place.
    func character(at place: YAMLPlace) -> Unicode.Scalar? {
        let line = place.line - 1
        let column = place.column - 1
        guard lines.indices.contains(line), lines[line].indices.contains(column) else { return nil }
        return lines[line][column]
    }

    /// Where a place was before keys were marked.
    func original(_ place: YAMLPlace) -> YAMLPlace {
        let moved = shifts[place.line, default: []].count { $0 < place.column }
        return YAMLPlace(line: place.line, column: place.column - moved)
    }

    /// A scalar's text as it was before keys were marked.
    func original(_ text: String, at place: YAMLPlace) -> String {
        guard shifts[place.line] != nil else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != Self.marker }))
    }

    /// Makes the key at a place differ from all others; false if it is not a plain or quoted text.
    mutating func markKey(at place: YAMLPlace) -> Bool {
        guard let first = character(at: place), !"[{?&!*|>".unicodeScalars.contains(first) else { return false }
        let isQuoted = first == "\"" || first == "'"
        let column = place.column - 1 + (isQuoted ? 1 : 0)
        lines[place.line - 1].insert(Self.marker, at: column)
        shifts[place.line, default: []].append(column + 1)
        var scalars = String.UnicodeScalarView()
        for line in lines { scalars.append(contentsOf: line) }
        text = String(scalars)
        return true
    }

    // YAML 1.1 §4.1.4: the line breaks that the parser counts; each line keeps its own.
    private static func lines(of text: String) -> [[Unicode.Scalar]] {
        var lines: [[Unicode.Scalar]] = [[]]
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            lines[lines.count - 1].append(scalar)
            let isInsidePair = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
            if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) && !isInsidePair { lines.append([]) }
        }
        return lines
    }
}
