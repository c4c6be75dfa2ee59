extension DecisionExplanation {
    /// Compares a route's conditions with the caller that was decided about.
    package init(_ route: CompiledRoute, of explainer: RouteExplainer) {
        self.init(
            place: "\(route.location.file):\(route.location.line)",
            tokenNeed: route.tokenNeed.name,
            conditions: explainer.conditions,
            sufficientScopes: explainer.sufficientScopes,
            areScopesEnough: explainer.areScopesEnough
        )
    }
}

extension TokenNeed {
    /// The word for it in explanations.
    var name: String {
        switch self {
        case .none: "none"
        case .optional: "optional"
        case .required: "required"
        }
    }
}
