/// Compares each condition of a route with what the caller has.
package struct RouteExplainer {
    let route: CompiledRoute
    let audience: String
    let principal: Principal?
    /// Why the token that was there was not accepted, in a word; nil if it was, or if there was none.
    let tokenRefusal: String?
    let now: Int64

    /// Takes a route and who asked, at a time in Unix seconds.
    ///
    /// A refused token still has a principal if its issuer vouched for it.
    package init(
        route: CompiledRoute,
        audience: String,
        principal: Principal?,
        tokenRefusal: String? = nil,
        now: Int64
    ) {
        self.route = route
        self.audience = audience
        self.principal = principal
        self.tokenRefusal = tokenRefusal
        self.now = now
    }

    /// Each condition of the route, the token first.
    package var conditions: [ExplainedCondition] {
        guard route.tokenNeed == .required else { return [token] }
        let requirement = route.requirement
        var conditions = [token]
        conditions += requirement.allScopes.map { scope in
            condition("scope", scope, heldScopes, principal?.holds(scope) ?? false)
        }
        if !requirement.anyScope.isEmpty {
            let isHeld = requirement.anyScope.contains { principal?.holds($0) ?? false }
            conditions.append(condition("scope", oneOf(requirement.anyScope), heldScopes, isHeld))
        }
        if !requirement.clients.isEmpty {
            let isAllowed = principal.map { PolicyEngine.isClientAllowed(requirement, $0) } ?? false
            conditions.append(
                condition("client", oneOf(requirement.clients), principal?.qualifiedClient ?? "none", isAllowed)
            )
        }
        conditions += requirement.claims.map(claim)
        if let maximum = requirement.maximumAge { conditions.append(signIn(maximum)) }
        return conditions
    }

    /// All scopes that are asked for; of any-of one that is held, else the first.
    package var sufficientScopes: [String] {
        let any = route.requirement.anyScope
        let held = any.first { principal?.holds($0) ?? false } ?? any.first
        var scopes = route.requirement.allScopes
        if let held, !scopes.contains(where: { $0.hasSameBytes(as: held) }) { scopes.append(held) }
        return scopes
    }

    /// Whether every other condition is met, or would be by any token.
    package var areScopesEnough: Bool {
        guard tokenRefusal == nil || route.tokenNeed == .none else { return false }
        guard route.tokenNeed == .required else { return true }
        guard principal != nil else {
            let requirement = route.requirement
            return requirement.clients.isEmpty && requirement.claims.isEmpty && requirement.maximumAge == nil
        }
        return conditions.allSatisfy { $0.isMet || $0.subject == "scope" }
    }

    private var token: ExplainedCondition {
        let actual = tokenRefusal.map { "refused: \($0)" } ?? (principal == nil ? "none" : "one")
        let isGood = tokenRefusal == nil
        switch route.tokenNeed {
        case .none: return condition("token", "none: the route is public", actual, true)
        case .optional: return condition("token", "none, or a valid one for \(audience)", actual, isGood)
        case .required:
            return condition("token", "a valid one for \(audience)", actual, isGood && principal != nil)
        }
    }

    private var heldScopes: String {
        guard let principal, !principal.scopes.isEmpty else { return "none" }
        return principal.scopes.joined(separator: " ")
    }

    private func claim(_ wanted: ClaimCondition) -> ExplainedCondition {
        let actual = principal?.claim(wanted.name).map(\.text) ?? "missing"
        let isMet = principal.map { PolicyEngine.isSatisfied(wanted, by: $0) } ?? false
        return condition("claim \(wanted.name)", oneOf(wanted.values.map(\.text)), actual, isMet)
    }

    private func signIn(_ maximum: Int64) -> ExplainedCondition {
        let isMet = principal.map { PolicyEngine.isSignInRecent($0, maximum: maximum, now: now) } ?? false
        return condition("sign-in", "at most \(maximum) s ago", signInAge, isMet)
    }

    private var signInAge: String {
        guard let principal else { return "none" }
        guard principal.kind == .user else { return "never: a client does not sign in" }
        return principal.authenticationTime.map { "\(now.subtractingReportingOverflow($0).partialValue) s ago" }
            ?? "the token does not tell"
    }

    private func condition(_ subject: String, _ wanted: String, _ actual: String, _ isMet: Bool) -> ExplainedCondition {
        ExplainedCondition(subject: subject, wanted: wanted, actual: actual, isMet: isMet)
    }

    private func oneOf(_ choices: [String]) -> String {
        choices.count == 1 ? choices[0] : "one of \(choices.joined(separator: ", "))"
    }
}
