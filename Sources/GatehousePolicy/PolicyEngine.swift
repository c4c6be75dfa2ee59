/// Decides whether a described request by a described principal is permitted.
package enum PolicyEngine {
    /// How far in the future a sign-in may lie, in seconds, before the clocks are taken to disagree.
    static let clockLeeway: Int64 = 60

    /// Decides for a route that was chosen; `principal` nil is anonymous, `route` indexes the application's routes.
    package static func decide(
        _ policy: CompiledPolicy,
        application: Int,
        route: Int,
        by principal: Principal?,
        now: Int64
    ) -> Decision {
        let chosen = policy.applications[application].routes[route]
        if let denial = denial(of: chosen, by: principal, now: now) { return .deny(denial) }
        return .permit(Permit(application: application, route: chosen.id))
    }

    private static func denial(of route: CompiledRoute, by principal: Principal?, now: Int64) -> Denial? {
        guard route.tokenNeed == .required else { return nil }
        guard let principal else { return .missingToken }
        let requirement = route.requirement
        guard holdsScopes(requirement, principal) else { return .insufficientScope }
        guard isClientAllowed(requirement, principal) else { return .clientNotAllowed }
        for condition in requirement.claims where !isSatisfied(condition, by: principal) {
            return .claimNotAllowed(claim: condition.name)
        }
        if let maximum = requirement.maximumAge, !isSignInRecent(principal, maximum: maximum, now: now) {
            return .signInTooOld(maxAge: maximum, kind: principal.kind)
        }
        return nil
    }

    static func holdsScopes(_ requirement: Requirement, _ principal: Principal) -> Bool {
        for scope in requirement.allScopes where !principal.holds(scope) { return false }
        if requirement.anyScope.isEmpty { return true }
        for scope in requirement.anyScope where principal.holds(scope) { return true }
        return false
    }

    static func isClientAllowed(_ requirement: Requirement, _ principal: Principal) -> Bool {
        if requirement.clients.isEmpty { return true }
        // The clients that a policy names are our own; another issuer may call anything by the same name.
        guard principal.issuer == nil else { return false }
        for client in requirement.clients where client.hasSameBytes(as: principal.client) { return true }
        return false
    }

    static func isSatisfied(_ condition: ClaimCondition, by principal: Principal) -> Bool {
        guard let actual = principal.claim(condition.name) else { return false }
        for wanted in condition.values where actual.satisfies(wanted) { return true }
        return false
    }

    // RFC 9470 §4: the time since the person actively signed in; a program never signs in.
    static func isSignInRecent(_ principal: Principal, maximum: Int64, now: Int64) -> Bool {
        guard principal.kind == .user, let time = principal.authenticationTime else { return false }
        let (age, overflow) = now.subtractingReportingOverflow(time)
        return !overflow && age <= maximum && age >= -clockLeeway
    }
}
