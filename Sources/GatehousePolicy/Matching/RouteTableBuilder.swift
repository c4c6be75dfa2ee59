/// Builds a trie route by route; finds ties.
struct RouteTableBuilder {
    private struct Place {
        var literals: [[UInt8]: Int32] = [:]
        var wildcard: Int32 = RouteTable.none
        var ends: [RouteTable.Answer] = []
        var rests: [RouteTable.Answer] = []
    }

    private var places = [Place()]
    private let isFolded: Bool

    init(isFolded: Bool) {
        self.isFolded = isFolded
    }

    /// Adds a route; answers the routes with the same template and one of the same methods, each once.
    mutating func insert(_ template: PathTemplate, methods: [Int16], route: Int32) -> [Int32] {
        let place = place(for: template)
        var ties: [Int32] = []
        for method in methods {
            let answer = RouteTable.Answer(method: method, route: route)
            let others = template.takesRest ? places[place].rests : places[place].ends
            if let other = others.first(where: { $0.method == method }) {
                if !ties.contains(other.route) { ties.append(other.route) }
            } else if template.takesRest {
                places[place].rests.append(answer)
            } else {
                places[place].ends.append(answer)
            }
        }
        return ties
    }

    /// The trie of everything inserted.
    func table() -> RouteTable {
        var nodes: [RouteTable.Node] = []
        var edges: [RouteTable.Edge] = []
        var answers: [RouteTable.Answer] = []
        var text: [UInt8] = []
        for place in places {
            let firstEdge = Int32(edges.count)
            for (literal, child) in place.literals.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                let start = Int32(text.count)
                text.append(contentsOf: literal)
                edges.append(RouteTable.Edge(text: start..<Int32(text.count), child: child))
            }
            let firstEnd = Int32(answers.count)
            answers.append(contentsOf: ordered(place.ends))
            let firstRest = Int32(answers.count)
            answers.append(contentsOf: ordered(place.rests))
            nodes.append(
                RouteTable.Node(
                    edges: firstEdge..<Int32(edges.count),
                    wildcard: place.wildcard,
                    ends: firstEnd..<firstRest,
                    rests: firstRest..<Int32(answers.count)
                )
            )
        }
        return RouteTable(nodes: nodes, edges: edges, answers: answers, text: text, isFolded: isFolded)
    }

    private mutating func place(for template: PathTemplate) -> Int {
        var place = 0
        for segment in template.segments {
            switch segment {
            case .literal(let octets):
                let literal = isFolded ? octets.map(SegmentComparison.folded) : octets
                if let child = places[place].literals[literal] {
                    place = Int(child)
                } else {
                    places[place].literals[literal] = Int32(places.count)
                    place = addPlace()
                }
            case .wildcard:
                if places[place].wildcard < 0 {
                    places[place].wildcard = Int32(places.count)
                    place = addPlace()
                } else {
                    place = Int(places[place].wildcard)
                }
            }
        }
        return place
    }

    private mutating func addPlace() -> Int {
        places.append(Place())
        return places.count - 1
    }

    // RFC 9110 §9.3.2: what answers GET answers HEAD, unless HEAD has its own route here.
    private func ordered(_ answers: [RouteTable.Answer]) -> [RouteTable.Answer] {
        var named = answers.filter { $0.method != MethodTable.any }
        if let get = named.first(where: { $0.method == MethodTable.get }),
            !named.contains(where: { $0.method == MethodTable.head })
        {
            named.append(RouteTable.Answer(method: MethodTable.head, route: get.route))
        }
        return named + answers.filter { $0.method == MethodTable.any }
    }
}
