import GatehousePolicy

/// Where in a document each field of a draft stands.
struct DraftFields {
    private struct Mark {
        let line: Int
        let column: Int
        let field: String
    }

    private var marks: [Mark] = []
    private let root: SourceLocation

    init(_ root: LocatedNode) {
        self.root = root.location
        guard case .mapping(let entries) = root.content else { return }
        for entry in entries { add(entry) }
    }

    /// The field that a diagnostic is about; empty for the whole.
    func field(of diagnostic: PolicyDiagnostic) -> String {
        if (diagnostic.line, diagnostic.column) == (root.line, root.column) { return wholeField(diagnostic.message) }
        let before = marks.prefix { ($0.line, $0.column) <= (diagnostic.line, diagnostic.column) }
        return before.last?.field ?? ""
    }

    /// What has a default and is not written has no place of its own.
    private func wholeField(_ message: String) -> String {
        if message.contains("mounted at") { return "prefix" }
        return message.contains("audience") || message.contains("known as") ? "audience" : ""
    }

    private mutating func add(_ entry: LocatedEntry) {
        let key = entry.key.text ?? ""
        switch key {
        case "application":
            mark(entry.key, "key")
        case "name", "prefix", "strip_prefix", "audience":
            mark(entry.key, key)
        case "upstream": addList(entry, "upstreams")
        case "hosts": addList(entry, "hosts")
        case "scopes": addEntries(entry, key, "name", "text")
        case "routes": addEntries(entry, key, "match", "requirement")
        default: mark(entry.key, "")
        }
    }

    private mutating func addList(_ entry: LocatedEntry, _ field: String) {
        mark(entry.key, "\(field).0")
        guard case .sequence(let elements) = entry.value.content else { return }
        for (index, element) in elements.enumerated() { mark(element, "\(field).\(index)") }
    }

    private mutating func addEntries(_ entry: LocatedEntry, _ field: String, _ key: String, _ value: String) {
        mark(entry.key, field)
        guard case .mapping(let entries) = entry.value.content else { return }
        for (index, entry) in entries.enumerated() {
            mark(entry.key, "\(field).\(index).\(key)")
            mark(entry.value, "\(field).\(index).\(value)")
        }
    }

    private mutating func mark(_ node: LocatedNode, _ field: String) {
        marks.append(Mark(line: node.location.line, column: node.location.column, field: field))
    }
}
