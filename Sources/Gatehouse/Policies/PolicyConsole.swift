import GatehouseJOSE
import GatehousePolicy

/// Answers a person's questions about a policy directory, without a server.
package struct PolicyConsole: Sendable {
    /// Where an issuer is looked for last.
    package static let defaultIssuer = "http://localhost:8080"

    private let directory: PolicyDirectory
    private let context: PolicyContext

    /// Names the directory and the issuer; without one, that of the environment, of `gateway.yaml`, or the default.
    package init(policies: String, issuer: String?, environment: [String: String]) throws(ExitFailure) {
        let directory = PolicyDirectory(policies)
        let variable = environment["GATEHOUSE_ISSUER"].flatMap { $0.isEmpty ? nil : $0 }
        let issuer = issuer ?? variable ?? directory.issuer() ?? Self.defaultIssuer
        guard let context = PolicyContext(issuer: issuer) else {
            throw ExitFailure(
                .wrongUse,
                "The issuer \(issuer) is not an origin.",
                hint: "Write scheme, host and perhaps a port, such as https://auth.example.test"
            )
        }
        self.directory = directory
        self.context = context
    }

    /// Says whether a server would take the policies, examples included.
    package func check() -> PolicyReport {
        report(directory.load(context: context))
    }

    /// Runs the examples.
    package func test() -> PolicyReport {
        let compilation = directory.read().compiledWithoutExamples(context: context)
        guard let policy = compilation.policy else { return report(compilation) }
        let results = PolicyExamples.run(policy)
        return PolicyReport(
            text: TestText.text(results),
            json: TestText.json(results),
            diagnostics: compilation.diagnostics.map(\.description),
            isPositive: results.allSatisfy(\.isAsExpected)
        )
    }

    /// Explains what a request would get; the answer is yes if it is let through.
    package func explain(_ question: PolicyQuestion, now: Int64) throws(ExitFailure) -> PolicyReport {
        let request = try question.request(context: context)
        let compilation = directory.read().compiledWithoutExamples(context: context)
        guard let policy = compilation.policy else { return report(compilation) }
        let explanation = PolicyExplanation(of: request, under: policy, now: now)
        let text = ExplanationText(request: request, explanation: explanation, policy: policy)
        return PolicyReport(
            text: text.text,
            json: text.json,
            diagnostics: [],
            isPositive: explanation.outcome.reason == nil
        )
    }

    private func report(_ compilation: PolicyCompilation) -> PolicyReport {
        PolicyReport(
            text: summary(compilation),
            json: CheckJSON.text(compilation),
            diagnostics: compilation.diagnostics.map(\.description),
            isPositive: compilation.policy != nil
        )
    }

    private func summary(_ compilation: PolicyCompilation) -> String {
        guard case .compiled(let policy, let warnings) = compilation else {
            let errors = compilation.diagnostics.count { $0.severity == .error }
            return "\(directory.path): \(counted(errors, "error")); a server would refuse these policies"
        }
        let parts = [
            counted(policy.applications.count, "application"), counted(policy.routeCount, "route"),
            counted(policy.examples.count, "example"), counted(warnings.count, "warning"),
        ]
        return "\(directory.path): \(parts.joined(separator: ", ")); a server would take these policies"
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
