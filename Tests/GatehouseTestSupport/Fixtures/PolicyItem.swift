package import GatehousePolicy

/// A policy file written as Swift literals; every entry and element is on a line of its own, counted from 1.
package indirect enum PolicyItem: Sendable {
    /// A scalar without quotes.
    case plain(String)
    /// A scalar in quotes.
    case quoted(String)
    /// A sequence.
    case list([PolicyItem])
    /// A mapping.
    case map([(PolicyItem, PolicyItem)])

    /// The file as the compiler takes it.
    package func document(file: String = "app.yaml") -> PolicyDocument {
        var line = 0
        return PolicyDocument(file: file, root: node(file: file, line: &line, depth: 0))
    }

    private func node(file: String, line: inout Int, depth: Int) -> LocatedNode {
        let location = SourceLocation(file: file, line: max(line, 1), column: depth * 2 + 1)
        switch self {
        case .plain(let text): return LocatedNode(.scalar(text, isPlain: true), at: location)
        case .quoted(let text): return LocatedNode(.scalar(text, isPlain: false), at: location)
        case .list(let items):
            let nodes = items.map { item in
                line += 1
                return item.node(file: file, line: &line, depth: depth + 1)
            }
            return LocatedNode(.sequence(nodes), at: location)
        case .map(let entries):
            let located = entries.map { key, value in
                line += 1
                return LocatedEntry(
                    key: key.node(file: file, line: &line, depth: depth),
                    value: value.node(file: file, line: &line, depth: depth + 1)
                )
            }
            return LocatedNode(.mapping(located), at: location)
        }
    }
}

extension PolicyItem: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(stringLiteral value: String) { self = .plain(value) }
    package init(arrayLiteral elements: PolicyItem...) { self = .list(elements) }
    package init(dictionaryLiteral elements: (PolicyItem, PolicyItem)...) { self = .map(elements) }
}

extension PolicyItem: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    package init(booleanLiteral value: Bool) { self = .plain("\(value)") }
    package init(integerLiteral value: Int) { self = .plain("\(value)") }
}
