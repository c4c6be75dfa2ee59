import HTTPTypes

/// Knows which methods a path of a site answers.
struct AllowedMethods: Sendable {
    private var exact: [String: Set<HTTPRequest.Method>] = [:]
    /// Segments of which at least one stands for any.
    private var templates: [(segments: [Substring], methods: Set<HTTPRequest.Method>)] = []
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
            } else if path.contains("{") {
                templates.append((Self.segments(of: path), methods))
            } else {
                exact[path] = methods
            }
        }
        // As the router does: what is written out comes before what stands for anything.
        templates.sort { one, other in
            one.segments.count { $0.hasPrefix("{") } < other.segments.count { $0.hasPrefix("{") }
        }
    }

    /// The methods of the path, nil when it is unknown.
    func methods(of path: String) -> Set<HTTPRequest.Method>? {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        if let methods = exact[path] { return methods }
        let segments = Self.segments(of: path)
        return templates.first { Self.matches($0.segments, segments) }?.methods
            ?? prefixes.first { path.hasPrefix($0.prefix) }?.methods
    }

    private static func segments(of path: String) -> [Substring] { path.split(separator: "/") }

    private static func matches(_ template: [Substring], _ segments: [Substring]) -> Bool {
        template.count == segments.count
            && zip(template, segments).allSatisfy { $0.hasPrefix("{") || $0.utf8.elementsEqual($1.utf8) }
    }

    /// RFC 9110 §10.2.1: the value of `Allow`.
    static func field(_ methods: Set<HTTPRequest.Method>) -> String {
        methods.map(\.rawValue).sorted().joined(separator: ", ")
    }
}
