import GatehousePolicy
import GatehouseTestSupport
import Testing

extension PolicyContext {
    static let loopback = PolicyContext(
        issuer: "http://localhost:8080",
        issuerScheme: "http",
        issuerAuthority: "localhost:8080",
        issuerIsLoopback: true
    )
    static let remote = PolicyContext(
        issuer: "https://auth.example.test",
        issuerScheme: "https",
        issuerAuthority: "auth.example.test",
        issuerIsLoopback: false
    )
}

extension Item {
    /// A small application that compiles.
    static let application: Item = [
        "application": "tstapp",
        "upstream": "http://127.0.0.1:9000",
        "prefix": "/tstapp",
        "scopes": [
            "tstapp_data.read": "Read your data",
            "tstapp_data.write": ["text": "Change your data", "assigned": true],
        ],
        "routes": ["GET /health": "public"],
    ]

    static func application(key: String, prefix: String = "/", hosts: [String] = [], routes: Item? = nil) -> Item {
        var item: Item = [
            "application": .plain(key),
            "upstream": "http://127.0.0.1:9000",
            "prefix": .plain(prefix),
        ]
        if !hosts.isEmpty { item = item.with(["hosts": .list(hosts.map(Item.plain))]) }
        return item.with(["routes": routes ?? ["ANY /**": "public"]])
    }

    static func application(routes: Item) -> Item { application.with(["routes": routes]) }
}

func compile(_ items: Item..., context: PolicyContext = .loopback) -> PolicyCompilation {
    let documents = items.enumerated()
        .map { index, item in
            item.document(file: items.count == 1 ? "app.yaml" : "app\(index + 1).yaml")
        }
    return PolicyCompiler.compile(documents, context: context)
}

/// The policy of documents that must compile.
func policy(
    _ items: Item...,
    context: PolicyContext = .loopback,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> CompiledPolicy {
    let documents = items.enumerated().map { index, item in item.document(file: "app\(index + 1).yaml") }
    switch PolicyCompiler.compile(documents, context: context) {
    case .compiled(let policy, _): return policy
    case .failed(let diagnostics):
        Issue.record("\(diagnostics.map(\.description).joined(separator: "\n"))", sourceLocation: sourceLocation)
        throw diagnostics[0]
    }
}

extension CompiledPolicy {
    func application(host: String, path: String) -> String? {
        application(authority: Array(host.utf8).span, path: Array(path.utf8).span).map { applications[$0].key }
    }

    /// The label of the route that the only application chooses, or what it answers instead.
    func route(_ method: String, _ path: String) -> String {
        switch applications[0].route(method: Array(method.utf8).span, path: Array(path.utf8).span) {
        case .route(let index): applications[0].routes[index].label
        case .methodNotAllowed(let allow): "405 \(allow)"
        case .notFound: "404"
        }
    }
}

extension PolicyCompilation {
    var messages: [String] { diagnostics.map(\.description) }
}
