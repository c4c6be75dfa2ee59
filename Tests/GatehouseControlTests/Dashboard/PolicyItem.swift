import GatehousePolicy

/// A policy file written as Swift literals; every entry and element is on a line of its own, counted from 1.
indirect enum PolicyItem: Sendable {
    case plain(String)
    case list([PolicyItem])
    case map([(PolicyItem, PolicyItem)])

    func document(file: String) -> PolicyDocument {
        var line = 0
        return PolicyDocument(file: file, root: node(file: file, line: &line, depth: 0))
    }

    private func node(file: String, line: inout Int, depth: Int) -> LocatedNode {
        let location = SourceLocation(file: file, line: max(line, 1), column: depth * 2 + 1)
        switch self {
        case .plain(let text):
            return LocatedNode(.scalar(text, isPlain: true), at: location)
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
    init(stringLiteral value: String) { self = .plain(value) }
    init(arrayLiteral elements: PolicyItem...) { self = .list(elements) }
    init(dictionaryLiteral elements: (PolicyItem, PolicyItem)...) { self = .map(elements) }
}

extension PolicyItem: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    init(booleanLiteral value: Bool) { self = .plain("\(value)") }
    init(integerLiteral value: Int) { self = .plain("\(value)") }
}

extension CompiledPolicy {
    /// The policy of those applications, each in a file of its own (`policies/app1.yaml`, …); they must compile.
    static func fixture(_ items: PolicyItem...) throws -> CompiledPolicy {
        let documents = items.enumerated().map { index, item in item.document(file: "policies/app\(index + 1).yaml") }
        let context = PolicyContext(
            issuer: "http://localhost:8080",
            issuerScheme: "http",
            issuerAuthority: "localhost:8080",
            issuerIsLoopback: true
        )
        guard case .compiled(let policy, _) = PolicyCompiler.compile(documents, context: context) else {
            throw FixtureError()
        }
        return policy
    }

    /// The application `tstapp` that the fixtures' catalog knows, with a few routes.
    static func sample() throws -> CompiledPolicy {
        try fixture([
            "application": "tstapp",
            "name": "Application tstapp",
            "upstream": "http://127.0.0.1:9000",
            "prefix": "/tstapp",
            "scopes": [
                "tstapp_data.read": "Read your data",
                "tstapp_data.write": "Change your data",
            ],
            "routes": [
                "GET /health": "public",
                "GET /data/**": "tstapp_data.read",
                "POST /data": "tstapp_data.write",
            ],
        ])
    }
}
