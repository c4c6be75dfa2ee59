import GatehousePolicy
import Yams

/// Turns the parser's nodes into located nodes; refuses what makes a file mean more than it shows.
struct YAMLConverter {
    let source: YAMLSource
    let file: String
    private(set) var diagnostics: [PolicyDiagnostic] = []

    init(source: YAMLSource, file: String) {
        self.source = source
        self.file = file
    }

    mutating func convert(_ node: Node, depth: Int) -> LocatedNode {
        let location = location(of: node)
        let nothing = LocatedNode(.scalar("", isPlain: true), at: location)
        if isDecorated(node, location) { return nothing }
        switch node {
        case .scalar(let scalar):
            let text = place(of: node).map { source.original(scalar.string, at: $0) } ?? scalar.string
            return LocatedNode(.scalar(text, isPlain: scalar.style == .plain), at: location)
        case .sequence(let elements):
            guard isShallow(depth, location) else { return nothing }
            return LocatedNode(.sequence(elements.map { convert($0, depth: depth + 1) }), at: location)
        case .mapping(let mapping):
            guard isShallow(depth, location) else { return nothing }
            let entries = mapping.map { entry($0.key, $0.value, depth: depth + 1) }
            return LocatedNode(.mapping(entries), at: location)
        case .alias:
            report("an alias", at: location, "write the value itself")
            return nothing
        }
    }

    private mutating func entry(_ key: Node, _ value: Node, depth: Int) -> LocatedEntry {
        if case .scalar(let scalar) = key, scalar.style == .plain, scalar.string == "<<" {
            report("a merge key", at: location(of: key), "write the keys themselves")
        }
        return LocatedEntry(key: convert(key, depth: depth), value: convert(value, depth: depth))
    }

    /// An alias needs an anchor, and the parser repeats the anchor's node for it: one refusal covers both.
    private mutating func isDecorated(_ node: Node, _ location: SourceLocation) -> Bool {
        switch place(of: node).flatMap(source.character) {
        case "&": report("an anchor", at: location, "write the value itself wherever it is needed")
        case "!": report("a tag", at: location, "quote the value if it is a text")
        default: return false
        }
        return true
    }

    private mutating func isShallow(_ depth: Int, _ location: SourceLocation) -> Bool {
        if depth <= YAMLDocument.maximumDepth { return true }
        let message = "the file is nested deeper than \(YAMLDocument.maximumDepth)"
        diagnostics.append(PolicyDiagnostic(.error, at: location, message))
        return false
    }

    private mutating func report(_ what: String, at location: SourceLocation, _ suggestion: String) {
        let message = "\(what) is refused: a policy means what it shows"
        let diagnostic = PolicyDiagnostic(.error, at: location, message, suggestion: suggestion)
        if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
    }

    private func location(of node: Node) -> SourceLocation {
        guard let place = place(of: node).map(source.original(_:)) else { return SourceLocation(file: file) }
        return SourceLocation(file: file, line: place.line, column: place.column)
    }

    private func place(of node: Node) -> YAMLPlace? {
        node.mark.map { YAMLPlace(line: $0.line, column: $0.column) }
    }
}
