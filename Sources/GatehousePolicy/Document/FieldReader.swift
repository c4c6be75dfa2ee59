/// Takes located nodes apart; whatever is not as it should be becomes a diagnostic.
struct FieldReader {
    var diagnostics = DiagnosticList()

    /// The entries of a mapping with text keys; the second of two equal keys is an error.
    mutating func entries(of node: LocatedNode, _ what: String) -> [(key: String, entry: LocatedEntry)] {
        guard case .mapping(let entries) = node.content else {
            diagnostics.error("\(what) is not a mapping", at: node.location, "write 'key: value' lines")
            return []
        }
        var lines: [String: Int] = [:]
        var result: [(key: String, entry: LocatedEntry)] = []
        for entry in entries {
            guard let key = entry.key.text else {
                diagnostics.error("a key of \(what) is not a text", at: entry.key.location)
                continue
            }
            if let line = lines[key] {
                diagnostics.error(
                    "duplicate key \(Quoted(key))",
                    at: entry.key.location,
                    "it is on line \(line) already: remove one"
                )
                continue
            }
            lines[key] = entry.key.location.line
            result.append((key, entry))
        }
        return result
    }

    /// The entries of a mapping whose keys are fixed; for those that belong elsewhere, it says where.
    mutating func fields(
        of node: LocatedNode,
        _ what: String,
        known: [String],
        misplaced: [String: String] = [:]
    ) -> [String: LocatedEntry] {
        var fields: [String: LocatedEntry] = [:]
        for (key, entry) in entries(of: node, what) {
            if known.contains(key) {
                fields[key] = entry
            } else if let place = misplaced[key] {
                diagnostics.error("'\(key)' does not belong in \(what)", at: entry.key.location, place)
            } else {
                diagnostics.error(
                    "unknown key \(Quoted(key)) in \(what)",
                    at: entry.key.location,
                    Suggestion.nearest(to: key, among: known) ?? "the keys are \(known.joined(separator: ", "))"
                )
            }
        }
        return fields
    }

    /// The text of a scalar that is not empty.
    mutating func text(_ node: LocatedNode, _ what: String) -> String? {
        guard case .scalar(let text, let isPlain) = node.content else {
            diagnostics.error("\(what) is not a text", at: node.location, "write a single value")
            return nil
        }
        guard !text.isEmpty, !(isPlain && ["~", "null", "Null", "NULL"].contains(text)) else {
            diagnostics.error("\(what) has no value", at: node.location, "write one or remove the key")
            return nil
        }
        return text
    }

    /// `true` or `false`.
    mutating func flag(_ node: LocatedNode, _ what: String) -> Bool? {
        switch node.content {
        case .scalar("true", isPlain: true): return true
        case .scalar("false", isPlain: true): return false
        default:
            diagnostics.error("\(what) is neither true nor false", at: node.location, "write 'true' or 'false'")
            return nil
        }
    }

    /// The elements of a list; a single value is a list of one.
    mutating func elements(of node: LocatedNode, _ what: String) -> [LocatedNode] {
        switch node.content {
        case .sequence(let elements):
            if elements.isEmpty {
                diagnostics.error("\(what) is an empty list", at: node.location, "name at least one or remove the key")
            }
            return elements
        case .scalar:
            return [node]
        case .mapping:
            diagnostics.error("\(what) is not a list", at: node.location, "write '[one, another]'")
            return []
        }
    }

    /// The texts of a list, each once.
    mutating func texts(of node: LocatedNode, _ what: String) -> [(text: String, node: LocatedNode)] {
        var result: [(text: String, node: LocatedNode)] = []
        for element in elements(of: node, what) {
            guard let text = text(element, "an element of \(what)") else { continue }
            if result.contains(where: { $0.text.hasSameBytes(as: text) }) {
                diagnostics.error("\(Quoted(text)) is there twice", at: element.location, "remove one")
            } else {
                result.append((text, element))
            }
        }
        return result
    }

    /// A whole number of seconds, at most 10⁹, in plain decimal.
    mutating func seconds(_ node: LocatedNode, _ what: String, from minimum: Int64) -> Int64? {
        if case .scalar(let text, isPlain: true) = node.content, (1...10).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text == "0" || text.utf8.first != 0x30,
            let value = Int64(text), (minimum...1_000_000_000).contains(value)
        {
            return value
        }
        let wanted = "write seconds, such as 300"
        diagnostics.error("\(what) is not a whole number from \(minimum)", at: node.location, wanted)
        return nil
    }
}
