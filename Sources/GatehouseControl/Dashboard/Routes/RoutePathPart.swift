/// A piece of a route's template: what stands there literally, or what any request may have there.
struct RoutePathPart: Sendable, Equatable {
    let text: String
    let isVariable: Bool

    /// The pieces of a template below its prefix.
    static func parts(prefix: String, template: String) -> [RoutePathPart] {
        var parts: [RoutePathPart] = []
        var literal = prefix
        for segment in template.split(separator: "/", omittingEmptySubsequences: true) {
            literal += "/"
            guard segment.hasPrefix("{") || segment == "*" || segment == "**" else {
                literal += segment
                continue
            }
            parts.append(RoutePathPart(text: literal, isVariable: false))
            parts.append(RoutePathPart(text: String(segment), isVariable: true))
            literal = ""
        }
        if !literal.isEmpty || parts.isEmpty {
            parts.append(RoutePathPart(text: literal.isEmpty ? "/" : literal, isVariable: false))
        }
        return parts
    }
}
