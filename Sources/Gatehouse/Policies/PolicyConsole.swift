import GatehouseJOSE
import GatehousePolicy

/// Answers a person's questions about a policy directory, without a server.
package struct PolicyConsole: Sendable {
    private let directory: PolicyDirectory
    private let context: PolicyContext
    private let trustedIssuers: [TrustedIssuerSettings]

    /// Finds policies and issuer where a server finds them: flags, environment, `gateway.yaml`, defaults.
    package init(policies: String?, issuer: String?, environment: [String: String]) throws(ExitFailure) {
        // What may travel in the clear is asked where a server starts; policies are the same either way.
        let flags = SettingFlags(
            policies: policies,
            issuer: issuer,
            insecureHTTPIssuer: true,
            insecureAdminHTTP: true
        )
        let configuration = try ConfigurationLoader.load(flags, environment: environment)
        self.directory = configuration.policyDirectory
        self.context = try configuration.policyContext
        self.trustedIssuers = configuration.trustedIssuers
    }

    /// Says whether a server would take the policies, examples included.
    package func check() -> PolicyReport {
        report(load())
    }

    /// The policies with the files that they name, as a server would take them.
    func load() -> PolicyCompilation {
        let compilation = directory.load(context: context)
        guard case .compiled(let policy, let warnings) = compilation else { return compilation }
        let preparation = ClientPreparation(policy)
        guard preparation.problems.isEmpty else {
            return .failed(preparation.problems + preparation.warnings + warnings)
        }
        return .compiled(policy, warnings: warnings + preparation.warnings)
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
        let text = ExplanationText(
            request: request,
            explanation: explanation,
            policy: policy,
            issuers: issuers(of: explanation)
        )
        return PolicyReport(
            text: text.text,
            json: text.json,
            diagnostics: [],
            isPositive: explanation.outcome.reason == nil
        )
    }

    private func issuers(of explanation: PolicyExplanation) -> [ExplainedIssuer] {
        guard case .decided = explanation.outcome, let application = explanation.application,
            let route = explanation.route
        else { return [] }
        let rules = trustedIssuers.map { ($0.name, $0.rules) }
        return ExplainedIssuer.all(
            for: route,
            of: application,
            own: context.issuer,
            rules: Dictionary(rules) { first, _ in first }
        )
    }

    func report(_ compilation: PolicyCompilation) -> PolicyReport {
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
            counted(policy.clients.count, "client"), counted(policy.examples.count, "example"),
            counted(warnings.count, "warning"),
        ]
        return "\(directory.path): \(parts.joined(separator: ", ")); a server would take these policies"
    }

    private func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
