/// Takes a described request through the steps of the gate: canonical path, application, route, decision.
package enum PolicyTrial {
    /// The steps' outcome.
    package static func outcome(of request: PolicyRequest, under policy: CompiledPolicy, now: Int64) -> PolicyOutcome {
        do throws(PathRefusal) {
            return try steps(request, policy, now)
        } catch {
            return .badPath(error)
        }
    }

    private static func steps(
        _ request: PolicyRequest,
        _ policy: CompiledPolicy,
        _ now: Int64
    ) throws(PathRefusal) -> PolicyOutcome {
        let target = Array(request.target.utf8.prefix { $0 != UInt8(ascii: "?") })
        let authority = Array((request.host ?? defaultHost(policy)).utf8)
        // Segments never vanish when everything is kept, so this finds the application whose options count.
        let first = try canonical(target, .permissive)
        if isIssuers(authority, first, policy) { return .issuer }
        guard let index = policy.application(authority: authority.span, path: first.span) else {
            return .noApplication
        }
        let application = policy.applications[index]
        let path = try canonical(target, application.pathOptions)
        if let question = request.preflight, let answer = application.preflight(question, path: path.span) {
            return .preflight(application: index, answer: answer)
        }
        let method = Array(request.method.utf8)
        switch application.route(method: method.span, path: path.span) {
        case .notFound: return .noRoute(application: index)
        case .methodNotAllowed(let allow): return .methodNotAllowed(application: index, allow: allow)
        case .route(let route):
            let principal = request.caller?.principal(at: application, now: now)
            let decision = PolicyEngine.decide(policy, application: index, route: route, by: principal, now: now)
            return .decided(application: index, route: route, decision: decision)
        }
    }

    private static func canonical(_ path: [UInt8], _ options: PathOptions) throws(PathRefusal) -> [UInt8] {
        var output: [UInt8] = []
        return try CanonicalPath.canonicalize(path.span, options: options, into: &output) ? output : path
    }

    private static func isIssuers(_ authority: [UInt8], _ path: [UInt8], _ policy: CompiledPolicy) -> Bool {
        if ReservedPaths.isResourceMetadata(path.span) { return true }
        guard let context = policy.context, authority.elementsEqual(context.issuerAuthority.utf8) else { return false }
        return ReservedPaths.isIssuerPath(path.span)
    }

    private static func defaultHost(_ policy: CompiledPolicy) -> String {
        policy.context?.issuerAuthority ?? ""
    }
}
