import GatehousePolicy

/// What a route asks for: one line in a form, one value in a document.
struct RequirementText {
    private static let words = ["public", "optional", "authenticated"]

    /// As a form shows it.
    let line: String
    /// As a document has it.
    let yaml: String

    /// Reads what was typed; throws what is wrong with the YAML in it.
    init(typed: String) throws(YAMLRefusal) {
        let typed = Self.trimmed(typed)
        if typed.hasPrefix("{") || typed.hasPrefix("[") {
            self.init(try Self.flow(typed))
        } else {
            let texts = typed.unicodeScalars.split { Self.isBlank($0) }.map { String(Substring($0)) }
            let nodes = texts.map { Self.text($0) }
            self.init(nodes.count > 1 ? Self.node(.sequence(nodes)) : nodes.first ?? Self.text(""))
        }
    }

    /// Reads what a document says.
    init(_ node: LocatedNode) {
        if let scopes = Self.scopes(node) {
            line = scopes.joined(separator: " ")
            yaml =
                scopes.count == 1
                ? YAMLText.scalar(scopes[0]) : YAMLText.flow(Self.node(.sequence(scopes.map(Self.text))))
        } else if case .scalar(let text, _) = node.content {
            line = text
            yaml = YAMLText.scalar(text)
        } else {
            line = YAMLText.flow(node)
            yaml = line
        }
    }

    /// The elements of a list that can be written as words with spaces between them.
    private static func scopes(_ node: LocatedNode) -> [String]? {
        guard case .sequence(let elements) = node.content, !elements.isEmpty else { return nil }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text, !text.isEmpty, !text.unicodeScalars.contains(where: isBlank) else {
                return nil
            }
            texts.append(text)
        }
        // A list of one word is a mistake; the word alone would be a requirement, and perhaps an open one.
        guard texts.count > 1 || !words.contains(texts[0]) else { return nil }
        return texts[0].hasPrefix("{") || texts[0].hasPrefix("[") ? nil : texts
    }

    private static func flow(_ text: String) throws(YAMLRefusal) -> LocatedNode {
        let root = try YAMLDocument.parse(Array(text.utf8), file: "")
        if case .scalar = root.content {
            let place = SourceLocation(file: "")
            throw YAMLRefusal(diagnostics: [PolicyDiagnostic(.error, at: place, "this is no list and no mapping")])
        }
        return root
    }

    private static func text(_ text: String) -> LocatedNode {
        node(.scalar(text, isPlain: false))
    }

    private static func node(_ content: LocatedNode.Content) -> LocatedNode {
        LocatedNode(content, at: SourceLocation(file: ""))
    }

    private static func trimmed(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars.drop { isBlank($0) })
        let end = scalars.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? 0
        return String(String.UnicodeScalarView(scalars[..<end]))
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        [" ", "\t", "\n", "\r", "\u{FEFF}"].contains(scalar)
    }
}
