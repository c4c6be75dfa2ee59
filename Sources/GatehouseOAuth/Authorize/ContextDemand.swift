/// Decides whether a person signed in as surely as a request asks (OpenID Connect Core §5.5.1.1, RFC 9470 §5).
enum ContextDemand: Sendable, Equatable {
    case met
    /// Signing in again can meet it.
    case signIn
    /// Nothing that this person has can meet it.
    case unmet

    static func next(_ request: AuthorizationRequest, session: SignedIn) -> ContextDemand {
        let current = session.session.context
        let reachable: AuthenticationContext = session.user.secondFactor == nil ? .aal1 : .aal2
        if let required = request.requiredContexts, !current.satisfies(required) {
            return max(current, reachable).satisfies(required) ? .signIn : .unmet
        }
        guard !current.satisfies(request.wantedContexts) else { return .met }
        // RFC 9470 §5: the server should try; it is a wish, so what cannot be reached is no error.
        let canBeReached = reachable.satisfies(request.wantedContexts)
        return canBeReached && !request.prompt.contains(.none) ? .signIn : .met
    }
}
