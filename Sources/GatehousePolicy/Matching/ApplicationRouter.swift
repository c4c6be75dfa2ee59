/// Finds the route of an application that a method and a path select.
struct ApplicationRouter: Sendable {
    private let methods: MethodTable
    private let exact: RouteTable
    /// The same routes with the case of letters taken away; nil where the upstream tells it apart.
    private let folded: RouteTable?
    /// Whether a template has uppercase letters, so that a lowercase path can be meant for it.
    private let hasUppercaseTemplates: Bool
    private let prefixCount: Int

    init(
        methods: MethodTable,
        exact: RouteTable,
        folded: RouteTable?,
        hasUppercaseTemplates: Bool,
        prefixCount: Int
    ) {
        self.methods = methods
        self.exact = exact
        self.folded = folded
        self.hasUppercaseTemplates = hasUppercaseTemplates
        self.prefixCount = prefixCount
    }

    /// Chooses by the whole canonical path.
    func choose(method: Span<UInt8>, path: Span<UInt8>) -> RouteChoice {
        let start = prefixCount
        guard path.count >= start else { return .notFound }
        var end = path.count
        // A trailing slash does not change the route.
        if end > start && path[end - 1] == UInt8(ascii: "/") { end -= 1 }
        guard start == end || path[start] == UInt8(ascii: "/") else { return .notFound }
        let number = methods.number(of: method)
        let route = exact.route(number, path, from: start, to: end)
        // An upstream that ignores case must not be reached past the route that guards the same path in lowercase.
        if let folded, hasUppercaseTemplates || SegmentComparison.hasUppercase(path, from: start, to: end),
            folded.route(number, path, from: start, to: end) != route
        {
            return .notFound
        }
        return route >= 0 ? .route(Int(route)) : refusal(path, from: start, to: end)
    }

    /// The methods of every route that matches the whole canonical path, in the order of `Allow`.
    func methods(path: Span<UInt8>) -> [String] {
        let start = prefixCount
        guard path.count >= start else { return [] }
        var end = path.count
        if end > start && path[end - 1] == UInt8(ascii: "/") { end -= 1 }
        var numbers: Set<Int16> = []
        exact.collectMethods(path, from: start, to: end, into: &numbers)
        return names(numbers)
    }

    private func refusal(_ path: Span<UInt8>, from start: Int, to end: Int) -> RouteChoice {
        var numbers: Set<Int16> = []
        exact.collectMethods(path, from: start, to: end, into: &numbers)
        guard !numbers.isEmpty else { return .notFound }
        return .methodNotAllowed(allow: names(numbers).joined(separator: ", "))
    }

    private func names(_ numbers: Set<Int16>) -> [String] {
        var names = Set(numbers.filter { $0 != MethodTable.any }.map { methods.names[Int($0)] })
        if numbers.contains(MethodTable.any) { names.formUnion(MethodTable.common) }
        let common = MethodTable.common.filter(names.contains)
        return common + names.subtracting(common).sorted()
    }
}
