/// Why the policy says what it says about a described request.
package struct PolicyExplanation: Sendable {
    /// What would happen.
    package let outcome: PolicyOutcome
    /// The application that was chosen.
    package let application: CompiledApplication?
    /// The route that was chosen.
    package let route: CompiledRoute?
    /// Each condition of the route.
    package let conditions: [ExplainedCondition]
    /// The fewest scopes with which the route's scopes are satisfied, keeping those that are held; empty if none is asked for.
    package let sufficientScopes: [String]
    /// Whether those scopes alone would let the request through.
    package let areScopesEnough: Bool

    /// Explains what a request would get.
    package init(of request: PolicyRequest, under policy: CompiledPolicy, now: Int64) {
        let outcome = PolicyTrial.outcome(of: request, under: policy, now: now)
        switch outcome {
        case .badPath, .issuer, .noApplication:
            self.init(outcome, application: nil)
        case .noRoute(let application), .methodNotAllowed(let application, _):
            self.init(outcome, application: policy.applications[application])
        case .preflight(let index, let answer):
            self.init(outcome, policy.applications[index], answer, request.preflight)
        case .decided(let index, let route, _):
            let application = policy.applications[index]
            let principal = request.caller?.principal(at: application, now: now)
            self.init(outcome, application, application.routes[route], principal, now)
        }
    }

    private init(
        _ outcome: PolicyOutcome,
        _ application: CompiledApplication,
        _ answer: PreflightAnswer,
        _ question: PreflightQuestion?
    ) {
        self.outcome = outcome
        self.application = application
        self.route = answer.route.map { application.routes[$0] }
        self.conditions = question.map { PreflightExplainer(answer, $0, application).conditions } ?? []
        self.sufficientScopes = []
        self.areScopesEnough = false
    }

    private init(_ outcome: PolicyOutcome, application: CompiledApplication?) {
        self.outcome = outcome
        self.application = application
        self.route = nil
        self.conditions = []
        self.sufficientScopes = []
        self.areScopesEnough = false
    }

    private init(
        _ outcome: PolicyOutcome,
        _ application: CompiledApplication,
        _ route: CompiledRoute,
        _ principal: Principal?,
        _ now: Int64
    ) {
        let explainer = RouteExplainer(route: route, audience: application.audience, principal: principal, now: now)
        self.outcome = outcome
        self.application = application
        self.route = route
        self.conditions = explainer.conditions
        self.sufficientScopes = explainer.sufficientScopes
        self.areScopesEnough = explainer.areScopesEnough
    }
}
