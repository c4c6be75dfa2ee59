extension CompiledApplication {
    /// The longest origin and method that are repeated in records, in bytes.
    private static let longestOrigin = 256
    private static let longestMethod = 32

    /// Answers a preflight for the whole canonical path; nil where no `cors` concerns it: it is a request like others then.
    ///
    /// That is so, too, for a path that no route has, whatever the method: nobody has to be asked to refuse it.
    package func preflight(_ question: PreflightQuestion, path: Span<UInt8>) -> PreflightAnswer? {
        guard hasCrossOrigin else { return nil }
        guard let method = Self.method(question) else {
            guard !router.methods(path: path).isEmpty else { return nil }
            return crossOrigin.map { _ in PreflightAnswer(route: nil, refusal: .malformed) }
        }
        let route: Int?
        switch self.route(method: Array(method.utf8).span, path: path) {
        case .notFound: return nil
        case .methodNotAllowed: route = nil
        case .route(let index): route = index
        }
        guard let policy = route.map({ routes[$0].crossOrigin }) ?? crossOrigin else { return nil }
        return answer(question, method, route, policy, path)
    }

    private func answer(
        _ question: PreflightQuestion,
        _ method: String,
        _ route: Int?,
        _ policy: CrossOriginPolicy,
        _ path: Span<UInt8>
    ) -> PreflightAnswer {
        guard let origin = Self.origin(question) else { return PreflightAnswer(route: route, refusal: .malformed) }
        guard policy.match(Array(origin.utf8).span) != nil else {
            return PreflightAnswer(route: route, refusal: .origin(origin))
        }
        // Browsers send GET, HEAD and POST whether they are listed or not: only silence keeps them from it.
        if route != nil, !policy.allows(method: Array(method.utf8).span) {
            return PreflightAnswer(route: route, refusal: .method(method))
        }
        guard let asked = RequestedHeaders.names(in: question.headers) else {
            return PreflightAnswer(route: route, refusal: .malformed)
        }
        var headers = policy.headers ?? CrossOriginPolicy.usualHeaders
        var known = Set(headers.map(RequestedHeaders.lowered))
        if policy.headers == nil {
            headers += asked.filter { known.insert(RequestedHeaders.lowered($0)).inserted }
        }
        let grant = PreflightGrant(
            origin: policy.isForAnyOrigin ? "*" : origin,
            policy: policy,
            methods: crossOriginMethods(asked: method, hasRoute: route != nil, of: policy, path),
            headers: headers
        )
        let missing = asked.first { !known.contains(RequestedHeaders.lowered($0)) }
        let refusal = route == nil ? PreflightRefusal.method(method) : missing.map { .header($0) }
        return PreflightAnswer(route: route, subject: "\(method) \(origin)", grant: grant, refusal: refusal)
    }

    /// The methods that lead to a route with this very `cors`.
    private func crossOriginMethods(
        asked: String,
        hasRoute: Bool,
        of policy: CrossOriginPolicy,
        _ path: Span<UInt8>
    ) -> [String] {
        var names = router.methods(path: path)
        // `ANY` answers methods that no list names.
        if hasRoute, !names.contains(where: { $0.hasSameBytes(as: asked) }) { names.append(asked) }
        return names.filter { name in
            let method = Array(name.utf8)
            guard policy.allows(method: method.span), case .route(let index) = route(method: method.span, path: path)
            else { return false }
            return routes[index].crossOrigin == policy
        }
    }

    private static func method(_ question: PreflightQuestion) -> String? {
        guard let method = question.method, (1...longestMethod).contains(method.count),
            method.allSatisfy(RequestedHeaders.isTokenByte)
        else { return nil }
        return String(decoding: method, as: UTF8.self)
    }

    /// An origin is visible ASCII, or `null`.
    private static func origin(_ question: PreflightQuestion) -> String? {
        guard let origin = question.origin, (1...longestOrigin).contains(origin.count),
            origin.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return String(decoding: origin, as: UTF8.self)
    }
}
