import GatehouseJOSE
import GatehousePolicy

/// Puts an explanation into words.
struct ExplanationText {
    let request: PolicyRequest
    let explanation: PolicyExplanation
    let policy: CompiledPolicy
    /// Whose tokens count for the route.
    let issuers: [ExplainedIssuer]

    var text: String {
        var rows = [("request", "\(request.method) \(request.target) on \(request.host ?? "")")]
        rows.append(("application", applicationLine))
        if let application = explanation.application { rows.append(("audience", application.audience)) }
        if let line = routeLine { rows.append(("route", line)) }
        if let line = crossOriginLine { rows.append(("cors", line)) }
        for limit in explanation.route?.limits ?? [] { rows.append(("limit", "\(limit)")) }
        if let bounds = explanation.route?.bounds, !bounds.isEmpty { rows.append(("bounds", "\(bounds)")) }
        rows += issuers.flatMap(\.rows)
        rows += upstreamRows
        rows += explanation.conditions.map {
            ($0.subject, "\($0.isMet ? "met" : "not met"): wants \($0.wanted); has \($0.actual)")
        }
        rows.append(("decision", explanation.outcome.verdict))
        if let advice { rows.append(("would do", advice)) }
        let width = rows.map(\.0.count).max() ?? 0
        return
            rows.map { name, value in
                name + String(repeating: " ", count: width - name.count + 2) + value
            }
            .joined(separator: "\n")
    }

    var json: String {
        let conditions = explanation.conditions.map { condition in
            JSONValue.object(
                JSONObject([
                    ("subject", .string(condition.subject)), ("wanted", .string(condition.wanted)),
                    ("actual", .string(condition.actual)), ("met", .bool(condition.isMet)),
                ])
            )
        }
        return JSONObject([
            ("method", .string(request.method)),
            ("target", .string(request.target)),
            ("host", .string(request.host ?? "")),
            ("application", optional(explanation.application?.key)),
            ("audience", optional(explanation.application?.audience)),
            ("route", optional(explanation.route?.label)),
            ("location", optional(explanation.route?.location.description)),
            ("conditions", .array(conditions)),
            ("decision", .string(explanation.outcome.reason == nil ? "permit" : "deny")),
            ("reason", optional(explanation.outcome.reason)),
            ("cors", optional(crossOriginLine)),
            ("limits", .array((explanation.route?.limits ?? []).map { .string("\($0)") })),
            ("upstreams", .array((explanation.application?.upstreams ?? []).map { .string("\($0)") })),
            ("issuers", .array(issuers.map { .object($0.json) })),
            ("bounds", optional(explanation.route.flatMap { $0.bounds.isEmpty ? nil : "\($0.bounds)" })),
            ("sufficient_scope", optional(sufficientScope)),
            ("explanation", .string(explanation.outcome.verdict)),
        ])
        .text
    }

    /// Where the request would go, and what the policy says about that.
    private var upstreamRows: [(String, String)] {
        guard case .decided = explanation.outcome, let application = explanation.application else { return [] }
        return application.upstreams.map { ("upstream", "\($0)") } + application.upstreamOptions.settings
    }

    private var applicationLine: String {
        if let application = explanation.application {
            return "\(application.key) (\(application.name)), \(application.file)"
        }
        if case .issuer = explanation.outcome { return "none: the path is one of the authorization server's" }
        if case .badPath(let refusal) = explanation.outcome { return "none: the path is refused (\(refusal.rawValue))" }
        let places = policy.applications.map { "\($0.key) at \($0.hosts.first ?? "any host")\($0.prefix)" }
        return "none is mounted there; mounted are: \(places.isEmpty ? "none" : places.joined(separator: ", "))"
    }

    private var routeLine: String? {
        switch explanation.outcome {
        case .decided, .preflight: explanation.route.map { "\($0.label) (\($0.location))" }
        case .noRoute: "none matches the path; no other application is asked"
        case .methodNotAllowed(_, let allow): "none for \(request.method); the path answers \(allow)"
        case .badPath, .issuer, .noApplication: nil
        }
    }

    /// Which pages of other origins may call.
    private var crossOriginLine: String? {
        let policy = explanation.route.map { $0.crossOrigin } ?? explanation.application?.crossOrigin
        return policy.map { "\($0)" }
    }

    /// The scopes with which the request would be let through, if scopes are all that is missing.
    private var sufficientScope: String? {
        guard explanation.route != nil, explanation.areScopesEnough, !explanation.sufficientScopes.isEmpty else {
            return nil
        }
        return explanation.sufficientScopes.joined(separator: " ")
    }

    private var advice: String? {
        guard case .decided(_, _, .deny) = explanation.outcome else { return nil }
        if let sufficientScope { return "scope \(sufficientScope)" }
        if explanation.areScopesEnough { return "any valid token for the audience" }
        let others = explanation.conditions.filter { !$0.isMet && $0.subject != "scope" && $0.subject != "token" }
        let wishes = others.map { "\($0.subject): \($0.wanted)" }
        let scopes = explanation.sufficientScopes
        let scope = scopes.isEmpty ? [] : ["scope \(scopes.joined(separator: " "))"]
        return "no scope alone; \((scope + wishes).joined(separator: "; "))"
    }

    private func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.string) ?? .null
    }
}
