/// Runs a policy's own tests.
package enum PolicyExamples {
    /// What came of one example.
    package struct Result: Sendable, Equatable {
        /// The example.
        package let example: PolicyExample
        /// What the policy says.
        package let outcome: PolicyOutcome
        /// Whether that is what was expected.
        package let isAsExpected: Bool
    }

    /// Any instant will do: examples tell ages, not times.
    private static let instant: Int64 = 1_800_000_000

    /// Runs all examples, in the files' order.
    package static func run(_ policy: CompiledPolicy) -> [Result] {
        policy.examples.map { example in
            let outcome = PolicyTrial.outcome(of: example.request, under: policy, now: instant)
            return Result(example: example, outcome: outcome, isAsExpected: example.accepts(outcome))
        }
    }

    /// An error for each example that fails.
    package static func failures(in policy: CompiledPolicy) -> [PolicyDiagnostic] {
        run(policy).filter { !$0.isAsExpected }
            .map { result in
                PolicyDiagnostic(
                    .error,
                    at: result.example.location,
                    "the example \(Quoted(result.example.label)) expects \(result.example.expected)"
                        + " but gets \(result.outcome.verdict)",
                    suggestion: suggestion(result, policy)
                )
            }
    }

    private static func suggestion(_ result: Result, _ policy: CompiledPolicy) -> String {
        if case .preflight(_, let answer) = result.outcome {
            return "the gate says \(answer.detail); change the example or 'cors'"
        }
        guard case .decided(let application, let route, _) = result.outcome else {
            return "change the example or the routes"
        }
        let chosen = policy.applications[application].routes[route]
        return "the route is '\(chosen.label)' at \(chosen.location)"
    }
}
