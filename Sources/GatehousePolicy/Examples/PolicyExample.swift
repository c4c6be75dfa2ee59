/// One of a policy's own tests: a described request and the decision it should get.
package struct PolicyExample: Sendable, Equatable {
    /// What an example expects.
    package enum Expectation: Sendable, Equatable {
        /// The request is let through.
        case permit
        /// The request is refused; nil for any reason.
        case deny(reason: String?)
    }

    /// Where it is written.
    package let location: SourceLocation
    /// The request as written.
    package let label: String
    /// The request.
    package let request: PolicyRequest
    /// What should come of it.
    package let expectation: Expectation

    /// Says whether an outcome is the expected one.
    package func accepts(_ outcome: PolicyOutcome) -> Bool {
        switch (expectation, outcome) {
        case (.permit, .decided(_, _, .permit)): true
        case (.permit, .preflight(_, let answer)): answer.refusal == nil
        case (.permit, _): false
        case (.deny(nil), _): outcome.reason != nil
        case (.deny(let reason?), _): outcome.reason == reason
        }
    }

    /// `permit`, `deny`, or `deny` with the reason.
    package var expected: String {
        switch expectation {
        case .permit: "permit"
        case .deny(let reason): reason.map { "deny \($0)" } ?? "deny"
        }
    }
}
