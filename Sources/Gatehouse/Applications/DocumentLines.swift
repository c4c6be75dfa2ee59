import GatehousePolicy

/// A document by its lines, and where in them each entry of a mapping stands.
struct DocumentLines {
    /// An entry that has its lines for itself.
    struct Entry {
        let node: LocatedEntry
        /// Its lines, counted from 0; blank lines and comments behind it are not its own.
        let range: Range<Int>

        var name: String { node.key.text ?? "" }
    }

    /// Without their line feeds.
    private(set) var lines: [[Unicode.Scalar]]
    private let lineEnd: String
    private let endsWithLineFeed: Bool
    private var edits: [(range: Range<Int>, lines: [String])] = []

    /// Takes a text apart; nil if it has line breaks that not every tool sees.
    init?(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        guard !scalars.contains(where: { ["\u{85}", "\u{2028}", "\u{2029}"].contains($0) }) else { return nil }
        var lines = scalars.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
        lineEnd = lines.first?.last == "\r" ? "\r\n" : "\n"
        endsWithLineFeed = lines.last?.isEmpty == true
        if endsWithLineFeed { lines.removeLast() }
        for line in lines where line.dropLast().contains("\r") { return nil }
        self.lines = lines.map { $0.last == "\r" ? Array($0.dropLast()) : $0 }
    }

    /// The document with all edits, each line that was not edited byte for byte.
    func text(of original: String) -> String {
        let lineFeed = UInt8(ascii: "\n")
        var old = original.utf8.split(separator: lineFeed, omittingEmptySubsequences: false)
            .prefix(lines.count).map { String(decoding: $0, as: UTF8.self) + "\n" }
        // Whatever comes to be the last line ends as the last line did.
        if !endsWithLineFeed, let last = old.popLast() {
            old.append(String(decoding: last.utf8.dropLast(), as: UTF8.self))
        }
        var result: [String] = []
        var line = 0
        for edit in sortedEdits {
            if line < edit.range.lowerBound { result += old[line..<edit.range.lowerBound] }
            result += edit.lines.map { $0 + lineEnd }
            line = max(line, edit.range.upperBound)
        }
        result += old[line...]
        let ended = result.map { $0.utf8.last == lineFeed ? $0 : $0 + lineEnd }.joined()
        return endsWithLineFeed ? ended : String(decoding: ended.utf8.dropLast(lineEnd.utf8.count), as: UTF8.self)
    }

    /// From the first line to the last; what is put in comes before what is replaced at the same place.
    private var sortedEdits: [(range: Range<Int>, lines: [String])] {
        edits.enumerated()
            .sorted { one, other in
                let (first, second) = (one.element.range, other.element.range)
                return (first.lowerBound, first.upperBound, one.offset)
                    < (second.lowerBound, second.upperBound, other.offset)
            }
            .map(\.element)
    }

    /// Puts other lines in the place of a range; an empty range is where they are put in between.
    mutating func replace(_ range: Range<Int>, with lines: [String]) {
        edits.append((range, lines))
    }

    /// The entries of a mapping that ends before line `end`; nil if not each of them begins a line of its own.
    func entries(of node: LocatedNode, before end: Int) -> [Entry]? {
        guard case .mapping(let nodes) = node.content, let column = nodes.first?.key.location.column else { return nil }
        var entries: [Entry] = []
        for (index, entry) in nodes.enumerated() {
            let first = entry.key.location.line - 1
            let next = index + 1 < nodes.count ? nodes[index + 1].key.location.line - 1 : end
            guard entry.key.location.column == column, lines.indices.contains(first), first < next,
                lines[first].prefix(column - 1).allSatisfy({ $0 == " " })
            else { return nil }
            var last = next - 1
            while last > first, isEmpty(last) { last -= 1 }
            entries.append(Entry(node: entry, range: first..<(last + 1)))
        }
        return entries
    }

    /// Writes another value into an entry; its key, what is before the value and a comment behind it stay.
    mutating func setValue(_ value: String, of entry: Entry) {
        let line = entry.range.lowerBound
        let place = entry.node.value.location
        let keyLine = lines[line]
        guard entry.range.count == 1, place.line - 1 == line, place.column > entry.node.key.location.column else {
            let indent = String(repeating: " ", count: entry.node.key.location.column - 1)
            replace(entry.range, with: ["\(indent)\(YAMLText.scalar(entry.name)): \(value)"])
            return
        }
        let before = keyLine[..<(place.column - 1)]
        replace(
            entry.range,
            with: [Self.text(before) + value + Self.text(comment(in: keyLine, from: place.column - 1))]
        )
    }

    /// What stands behind the value that begins at an index: a comment with the blanks before it, or nothing.
    private func comment(in line: [Unicode.Scalar], from start: Int) -> ArraySlice<Unicode.Scalar> {
        var quote: Unicode.Scalar?
        var index = start
        while index < line.count {
            let scalar = line[index]
            if let open = quote {
                if open == "\"" && scalar == "\\" { index += 1 } else if scalar == open { quote = nil }
            } else if opensQuote(line, index, from: start) {
                quote = scalar
            } else if scalar == "#", index > start, [" ", "\t"].contains(line[index - 1]) {
                let blanks = line[start..<index].reversed().prefix { $0 == " " || $0 == "\t" }.count
                return line[(index - blanks)...]
            }
            index += 1
        }
        return []
    }

    /// A quotation mark inside a plain text is part of it.
    private func opensQuote(_ line: [Unicode.Scalar], _ index: Int, from start: Int) -> Bool {
        guard line[index] == "\"" || line[index] == "'" else { return false }
        if index == start { return true }
        guard line[start] == "[" || line[start] == "{" else { return false }
        let before = line[start..<index].last { $0 != " " }
        return before.map { "[{,:".unicodeScalars.contains($0) } ?? true
    }

    private func isEmpty(_ line: Int) -> Bool {
        let first = lines[line].first { $0 != " " && $0 != "\t" }
        return first == nil || first == "#"
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }
}
