import GatehousePolicy

/// A document written as Swift literals; every entry and element is on a line of its own, counted from 1.
indirect enum Item {
    case plain(String)
    case quoted(String)
    case list([Item])
    case map([(Item, Item)])

    func document(file: String = "app.yaml") -> PolicyDocument {
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

    /// The mapping with entries replaced or appended.
    func with(_ changes: Item) -> Item {
        guard case .map(var entries) = self, case .map(let changed) = changes else { return self }
        for (key, value) in changed {
            if let index = entries.firstIndex(where: { $0.0.text == key.text }) {
                entries[index].1 = value
            } else {
                entries.append((key, value))
            }
        }
        return .map(entries)
    }

    private var text: String? {
        switch self {
        case .plain(let text), .quoted(let text): text
        case .list, .map: nil
        }
    }
}

extension Item: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    init(stringLiteral value: String) { self = .plain(value) }
    init(arrayLiteral elements: Item...) { self = .list(elements) }
    init(dictionaryLiteral elements: (Item, Item)...) { self = .map(elements) }
}

extension Item: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    init(booleanLiteral value: Bool) { self = .plain("\(value)") }
    init(integerLiteral value: Int) { self = .plain("\(value)") }
}
