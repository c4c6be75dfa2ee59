import HTTPTypes

/// Knows which methods a path of a site answers.
struct AllowedMethods: Sendable {
    private var exact: [String: Set<HTTPRequest.Method>] = [:]
    /// Prefixes end in `/`.
    private var prefixes: [(prefix: String, methods: Set<HTTPRequest.Method>)] = []

    init(_ routes: [SiteRoute]) {
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            var methods = Set(routes.map(\.method))
            if methods.contains(.get) {
                methods.insert(.head)
            }
            if path.hasSuffix("/**") {
                prefixes.append((String(path.dropLast(2)), methods))
            } else {
                exact[path] = methods
            }
        }
    }

    /// The methods of the path, nil when it is unknown.
    func methods(of path: String) -> Set<HTTPRequest.Method>? {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        return exact[path] ?? prefixes.first { path.hasPrefix($0.prefix) }?.methods
    }

    /// RFC 9110 §10.2.1: the value of `Allow`.
    static func field(_ methods: Set<HTTPRequest.Method>) -> String {
        methods.map(\.rawValue).sorted().joined(separator: ", ")
    }
}
