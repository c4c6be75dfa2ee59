import GatehouseJOSE

@testable import GatehousePolicy

/// Policy files, as the tree that every reader of a file hands to the compiler; written as JSON, of which a tree is read fast.
enum PolicyTarget {
    private static let context = PolicyContext(
        issuer: "https://auth.example.test",
        issuerScheme: "https",
        issuerAuthority: "auth.example.test",
        issuerIsLoopback: false
    )
    private static let paths = ["/", "/tstapp/data/1", "/a/b/c/d", "/%C3%A9/x", "/oauth2/token"]
    private static let methods = ["GET", "POST", "OPTIONS", "PROPFIND"]

    /// The JSON value is one document, or an array of them.
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        guard input.count <= 16_384, let value = try? JSONParser.parse(input.span) else { return }
        let values = value.array ?? [value]
        let documents = values.prefix(4).enumerated()
            .map { index, value in
                let file = "app\(index).yaml"
                var line = 0
                return PolicyDocument(file: file, root: node(value, file: file, line: &line))
            }
        let compilation = PolicyCompiler.compile(documents, context: context)
        let again = PolicyCompiler.compile(documents, context: context)
        try hold(compilation.diagnostics == again.diagnostics, "the same files have other diagnostics")
        guard let policy = compilation.policy else {
            return try hold(!compilation.diagnostics.isEmpty, "files are refused without a reason")
        }
        try checkDecisions(policy)
    }

    private static func checkDecisions(_ policy: CompiledPolicy) throws(BrokenProperty) {
        for path in paths {
            let path = Array(path.utf8)
            for authority in ["auth.example.test", "app.example.test"] {
                guard let index = policy.application(authority: Array(authority.utf8).span, path: path.span) else {
                    continue
                }
                try hold(policy.applications.indices.contains(index), "an application is chosen that is not there")
                for method in methods {
                    let choice = policy.applications[index].route(method: Array(method.utf8).span, path: path.span)
                    guard case .route(let route) = choice else { continue }
                    let routes = policy.applications[index].routes
                    try hold(routes.indices.contains(route), "a route is chosen that is not there")
                }
            }
        }
    }

    private static func node(_ value: JSONValue, file: String, line: inout Int) -> LocatedNode {
        line += 1
        let location = SourceLocation(file: file, line: line, column: 1)
        switch value {
        case .null: return LocatedNode(.scalar("null", isPlain: true), at: location)
        case .bool(let value): return LocatedNode(.scalar("\(value)", isPlain: true), at: location)
        case .integer(let value): return LocatedNode(.scalar("\(value)", isPlain: true), at: location)
        case .number(let value): return LocatedNode(.scalar("\(value)", isPlain: true), at: location)
        case .string(let text): return LocatedNode(.scalar(text, isPlain: !text.hasPrefix("'")), at: location)
        case .array(let elements):
            let nodes = elements.map { node($0, file: file, line: &line) }
            return LocatedNode(.sequence(nodes), at: location)
        case .object(let object):
            let entries = object.members.map { member in
                let key = LocatedNode(.scalar(member.name, isPlain: true), at: location)
                return LocatedEntry(key: key, value: node(member.value, file: file, line: &line))
            }
            return LocatedNode(.mapping(entries), at: location)
        }
    }
}
