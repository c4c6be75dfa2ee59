/// What the gate would do with a described request.
package enum PolicyOutcome: Sendable, Equatable {
    /// The path has no canonical form.
    case badPath(PathRefusal)
    /// The authorization server answers this path itself.
    case issuer
    /// No application is mounted there.
    case noApplication
    /// The application has no route for the path.
    case noRoute(application: Int)
    /// The application has routes for the path, for other methods.
    case methodNotAllowed(application: Int, allow: String)
    /// The gate answers a browser's preflight itself.
    case preflight(application: Int, answer: PreflightAnswer)
    /// The policy was asked; `route` indexes the application's routes.
    case decided(application: Int, route: Int, decision: Decision)

    /// Words that `reason` can be besides those of a denial.
    static let otherReasons = ["not_found", "method_not_allowed", "bad_path", "preflight_refused"]

    /// The stable word for a refusal; nil for what is let through.
    package var reason: String? {
        switch self {
        case .badPath: "bad_path"
        case .noApplication, .noRoute: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .preflight(_, let answer): answer.refusal.map { _ in "preflight_refused" }
        case .decided(_, _, .deny(let denial)): denial.reason
        case .decided(_, _, .permit), .issuer: nil
        }
    }

    /// `permit`, `deny` with the reason, or who else answers.
    package var verdict: String {
        if case .issuer = self { return "answered by the authorization server" }
        return reason.map { "deny \($0)" } ?? "permit"
    }
}
