import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Which route, compared with a naive matcher")
struct RoutePropertyTests {
    @Test(arguments: 1...150)
    func theTrieAgreesWithTheNaiveMatcher(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let routes = RandomRoutes.make(using: &generator)
        let isCaseSensitive = Bool.random(using: &generator)
        let item = Item.application(routes: .map(routes.map { (.plain($0.label), "public") }))
            .with(["case_sensitive_upstream": .plain("\(isCaseSensitive)"), "paths": ["empty_segments": "keep"]])
        // Random sets may hold ties: those are for the test below.
        guard case .compiled(let policy, _) = compile(item) else { return }
        let naive = NaiveMatcher(routes: routes, isCaseSensitive: isCaseSensitive)
        for _ in 0..<200 {
            let path = RandomRoutes.path(using: &generator)
            let method = RandomRoutes.requestMethods.randomElement(using: &generator) ?? "GET"
            #expect(
                policy.route(method, "/tstapp" + path) == naive.route(method, path),
                "seed \(seed) \(method) \(path)"
            )
        }
    }

    @Test(arguments: 1...150)
    func aSetCompilesIfAndOnlyIfItHasNoTie(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed &+ 1_000)
        let routes = RandomRoutes.make(using: &generator)
        let item = Item.application(routes: .map(routes.map { (.plain($0.label), "public") }))
            .with(["case_sensitive_upstream": true])
        let compilation = compile(item)
        let labels = Set(routes.map(\.label))
        let hasTie = NaiveMatcher(routes: routes, isCaseSensitive: true).hasTie || labels.count < routes.count
        #expect((compilation.policy == nil) == hasTie, "seed \(seed): \(compilation.messages)")
    }
}

/// A route as a random test makes it.
struct RandomRoute {
    let methods: [String]
    let segments: [String]

    var label: String { "\(methods.joined(separator: ",")) /\(segments.joined(separator: "/"))" }
}

/// Random routes and paths over few words, so that they meet often.
enum RandomRoutes {
    static let methods = ["GET", "HEAD", "POST", "DELETE", "PURGE"]
    /// Requests have others, too.
    static let requestMethods = methods + ["TRACE"]
    private static let words = ["a", "b", "ab", "c!", "B", "é"]

    static func make(using generator: inout SeededGenerator) -> [RandomRoute] {
        (0..<Int.random(in: 1...12, using: &generator))
            .map { _ in
                var segments = (0..<Int.random(in: 0...4, using: &generator))
                    .map { _ -> String in
                        switch Int.random(in: 0..<10, using: &generator) {
                        case 0..<2: "*"
                        case 2..<4: "{x\(Int.random(in: 0..<1_000_000, using: &generator))}"
                        default: words.randomElement(using: &generator) ?? "a"
                        }
                    }
                if Int.random(in: 0..<4, using: &generator) == 0 { segments.append("**") }
                let methods = methods.shuffled(using: &generator).prefix(Int.random(in: 1...2, using: &generator))
                let isAny = Int.random(in: 0..<5, using: &generator) == 0
                return RandomRoute(methods: isAny ? ["ANY"] : Array(methods), segments: segments)
            }
    }

    /// A canonical path below the prefix.
    static func path(using generator: inout SeededGenerator) -> String {
        let spellings = ["a", "b", "ab", "c!", "c%21", "A", "B", "%C3%A9", "x", ""]
        let segments = (0..<Int.random(in: 0...5, using: &generator))
            .map { _ in
                spellings.randomElement(using: &generator) ?? "a"
            }
        return segments.map { "/\($0)" }.joined() + (Bool.random(using: &generator) ? "/" : "")
    }
}

/// Chooses routes the slow way: every route is compared with every other.
struct NaiveMatcher {
    let routes: [RandomRoute]
    let isCaseSensitive: Bool

    var hasTie: Bool {
        for (index, route) in routes.enumerated() {
            for other in routes[..<index]
            where shape(route) == shape(other) && !Set(route.methods).isDisjoint(with: other.methods) {
                return true
            }
        }
        return false
    }

    func route(_ method: String, _ path: String) -> String {
        let segments = decoded(path)
        let chosen = choose(method, segments, fold: false)
        if !isCaseSensitive && choose(method, segments, fold: true)?.label != chosen?.label { return "404" }
        if let chosen { return chosen.label }
        let allowed = allowedMethods(segments)
        return allowed.isEmpty ? "404" : "405 \(allowed.joined(separator: ", "))"
    }

    private func choose(_ method: String, _ segments: [String], fold: Bool) -> RandomRoute? {
        routes.filter { answers($0, method) && matches($0, segments, fold: fold) }
            .min { rank($0, method, segments).lexicographicallyPrecedes(rank($1, method, segments)) }
    }

    private func allowedMethods(_ segments: [String]) -> [String] {
        let common = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
        var names = Set(routes.filter { matches($0, segments, fold: false) }.flatMap(\.methods))
        if names.remove("ANY") != nil { names.formUnion(common) }
        if names.contains("GET") { names.insert("HEAD") }
        return common.filter(names.contains) + names.subtracting(common).sorted()
    }

    private func answers(_ route: RandomRoute, _ method: String) -> Bool {
        route.methods.contains(method) || (method == "HEAD" && route.methods.contains("GET"))
            || (route.methods == ["ANY"] && !["CONNECT", "TRACE"].contains(method))
    }

    private func matches(_ route: RandomRoute, _ segments: [String], fold: Bool) -> Bool {
        for (index, template) in route.segments.enumerated() {
            if template == "**" { return true }
            guard index < segments.count else { return false }
            if isWildcard(template) {
                if segments[index].isEmpty { return false }
            } else if same(template, segments[index], fold: fold) == false {
                return false
            }
        }
        return route.segments.count == segments.count
    }

    /// 0 literal or end, 1 wildcard, 2 rest, for each segment; then how exactly the method is named.
    private func rank(_ route: RandomRoute, _ method: String, _ segments: [String]) -> [Int] {
        let path = route.segments.map { $0 == "**" ? 2 : isWildcard($0) ? 1 : 0 }
        let padded = path + Array(repeating: 0, count: max(0, segments.count + 1 - path.count))
        let isNamed = route.methods.contains(method)
        return Array(padded.prefix(segments.count + 1)) + [isNamed ? 0 : route.methods == ["ANY"] ? 2 : 1]
    }

    private func shape(_ route: RandomRoute) -> [String] {
        route.segments.map { isWildcard($0) ? "*" : $0 }
    }

    private func isWildcard(_ segment: String) -> Bool { segment == "*" || segment.hasPrefix("{") }

    private func same(_ template: String, _ segment: String, fold: Bool) -> Bool {
        fold ? template.lowercased() == segment.lowercased() : template == segment
    }

    private func decoded(_ path: String) -> [String] {
        var path = path
        if path.hasSuffix("/") { path.removeLast() }
        return path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .map { segment in
                segment == "%C3%A9" ? "é" : segment == "c%21" ? "c!" : String(segment)
            }
    }
}
