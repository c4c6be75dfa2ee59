/// Finds the most specific route for a path in a trie of segments, kept in flat arrays.
///
/// A literal goes before a wildcard, a wildcard before `**`, segment by segment; then a named method goes before `ANY`.
struct RouteTable: Sendable {
    /// A place in the trie.
    struct Node: Sendable {
        var edges: Range<Int32>
        /// The child for one segment of any text, or -1.
        var wildcard: Int32
        /// Routes that end here.
        var ends: Range<Int32>
        /// Routes that end here with `**`.
        var rests: Range<Int32>
    }

    /// The way to a child by a literal segment.
    struct Edge: Sendable {
        var text: Range<Int32>
        var child: Int32
    }

    /// A method and the route that answers it.
    struct Answer: Sendable {
        var method: Int16
        var route: Int32
    }

    static let none: Int32 = -1

    let nodes: [Node]
    /// Sorted by text within each node.
    let edges: [Edge]
    /// `ANY` last within each node.
    let answers: [Answer]
    let text: [UInt8]
    /// Whether the case of ASCII letters is ignored; the literals are lowercase then.
    let isFolded: Bool

    /// The route for a method and the path `path[start..<end]`: empty, or segments that each begin with `/`.
    func route(_ method: Int16, _ path: Span<UInt8>, from start: Int, to end: Int, at node: Int32 = 0) -> Int32 {
        let here = nodes[Int(node)]
        guard start < end else {
            let exact = answer(method, among: here.ends)
            return exact >= 0 ? exact : answer(method, among: here.rests)
        }
        let segment = start + 1
        let after = segmentEnd(path, from: segment, to: end)
        let child = literalChild(here, path, from: segment, to: after)
        if child >= 0 {
            let found = route(method, path, from: after, to: end, at: child)
            if found >= 0 { return found }
        }
        if here.wildcard >= 0 && segment < after {
            let found = route(method, path, from: after, to: end, at: here.wildcard)
            if found >= 0 { return found }
        }
        return answer(method, among: here.rests)
    }

    /// Collects the methods of every route that matches the path.
    func collectMethods(
        _ path: Span<UInt8>,
        from start: Int,
        to end: Int,
        at node: Int32 = 0,
        into methods: inout Set<Int16>
    ) {
        let here = nodes[Int(node)]
        for index in here.rests { methods.insert(answers[Int(index)].method) }
        guard start < end else {
            for index in here.ends { methods.insert(answers[Int(index)].method) }
            return
        }
        let after = segmentEnd(path, from: start + 1, to: end)
        let child = literalChild(here, path, from: start + 1, to: after)
        if child >= 0 { collectMethods(path, from: after, to: end, at: child, into: &methods) }
        if here.wildcard >= 0 && start + 1 < after {
            collectMethods(path, from: after, to: end, at: here.wildcard, into: &methods)
        }
    }

    private func answer(_ method: Int16, among range: Range<Int32>) -> Int32 {
        for index in range {
            let answer = answers[Int(index)]
            if answer.method == method { return answer.route }
            if answer.method == MethodTable.any && method != MethodTable.connect && method != MethodTable.trace {
                return answer.route
            }
        }
        return Self.none
    }

    private func segmentEnd(_ path: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var position = start
        while position < end && path[position] != UInt8(ascii: "/") { position += 1 }
        return position
    }

    private func literalChild(_ node: Node, _ path: Span<UInt8>, from start: Int, to end: Int) -> Int32 {
        var low = Int(node.edges.lowerBound)
        var high = Int(node.edges.upperBound)
        while low < high {
            let middle = (low + high) / 2
            let edge = edges[middle]
            let order = SegmentComparison.order(
                text.span,
                Int(edge.text.lowerBound)..<Int(edge.text.upperBound),
                against: path,
                from: start,
                to: end,
                isFolded: isFolded
            )
            if order == 0 { return edge.child }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return Self.none
    }
}
