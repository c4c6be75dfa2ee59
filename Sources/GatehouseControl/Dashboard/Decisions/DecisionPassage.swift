import GatehouseJOSE
import GatehousePolicy

/// Tells a request's way through the gate in the order in which the gate looks at things.
struct DecisionPassage {
    /// Where a request can be stopped.
    private enum Stage: Int {
        case reading
        case path
        case application
        case route
        case token
        case conditions
        case upstream
        case passed
    }

    private let decision: RecordedDecision
    private let stop: Stage

    init(_ decision: RecordedDecision) {
        self.decision = decision
        stop = Self.stop(of: decision)
    }

    var steps: [PassageStep] {
        guard !decision.reason.hasSameBytes(as: "issuer") else { return [path, issuer, answered] }
        if decision.reason.hasSameBytes(as: "preflight") { return [path, route, preflight, answered] }
        guard stop != .reading else { return [reading, .idle("Route"), .idle("Forwarded upstream")] }
        return [path, route, token, conditions, upstream].compactMap(\.self)
    }

    private static func stop(of decision: RecordedDecision) -> Stage {
        switch decision.reason {
        case "permitted": decision.upstreamFailure == nil ? .passed : .upstream
        case "issuer": .passed
        case "malformed_request": DecisionPath.isFlaw(decision.detail) ? .path : .reading
        case "too_large", "head_timeout": .reading
        case "no_route": decision.application == nil ? .application : .route
        case "method_not_allowed", "service_worker", "rate_limited", "preflight_refused": .route
        case "preflight": .passed
        case "missing_token", "invalid_token", "invalid_dpop_proof", "use_dpop_nonce", "invalid_request",
            "issuer_unavailable":
            .token
        case "insufficient_scope", "client_not_allowed", "claim_not_allowed", "sign_in_too_old": .conditions
        default: decision.explanation == nil ? .reading : .upstream
        }
    }

    private var reading: PassageStep {
        .shut("Request is read", .text(DecisionText.ground(of: decision)))
    }

    private var path: PassageStep {
        stop == .path
            ? .shut("Path is canonical", .text(DecisionText.ground(of: decision)))
            : .open("Path is canonical", .code(DecisionText.cut(decision.path, to: 400)))
    }

    private var issuer: PassageStep {
        .open("Authorization server", .text("the path is one of its own, and it decides for itself"))
    }

    private var preflight: PassageStep {
        .open("Preflight", .text("the gate answers browsers itself, before any token is asked for"))
    }

    private var answered: PassageStep { .open("Answered", .text(DecisionText.duration(decision.duration))) }

    private var route: PassageStep {
        switch stop {
        case .reading, .path: return .idle("Route found")
        case .application: return .shut("Application found", .text("no host and prefix match"))
        case .route: return .shut("Route found", .text(DecisionText.ground(of: decision)), application)
        default: break
        }
        guard let route = decision.route else { return .open("Route found", application) }
        guard let place = decision.explanation?.place else { return .open("Route found", .code(route), application) }
        return .open("Route found", .code(route), application, .text(place))
    }

    private var application: PassageStep.Detail {
        decision.application.map { .link($0, DecisionLink.application($0)) } ?? .text("no application")
    }

    private var token: PassageStep {
        guard stop.rawValue >= Stage.token.rawValue else { return .idle("Token is good") }
        let checks = DecisionTokenChecks(decision)
        guard stop != .token else {
            return .shut("Token is good", .text(DecisionText.ground(of: decision)), conditions: checks.rows)
        }
        switch decision.explanation?.tokenNeed {
        case "none": return .open("No token asked for", .text("the route is public"))
        case "optional" where decision.token == nil:
            return .open("No token sent", .text("the route answers without one"))
        default: break
        }
        guard decision.token != nil else { return .open("Token is good") }
        return .open(
            "Token is good",
            .text("signature, issuer, time, audience, not revoked"),
            conditions: checks.rows,
            summary: PageWords.count(checks.rows.count, "check")
        )
    }

    /// Nil where the route asks for nothing beside a token.
    private var conditions: PassageStep? {
        let conditions = (decision.explanation?.conditions ?? []).filter { !$0.subject.hasSameBytes(as: "token") }
        guard !conditions.isEmpty else { return nil }
        guard stop.rawValue >= Stage.conditions.rawValue else { return .idle("What the route asks for") }
        let rows = conditions.map { PassageCondition($0) }
        let unmet = conditions.count { !$0.isMet }
        guard stop == .conditions else {
            let all = conditions.count == 1 ? "met" : "all \(conditions.count) met"
            return .open("What the route asks for", .text(all), conditions: rows)
        }
        let words = conditions.count == 1 ? "not met" : "\(unmet) of \(conditions.count) not met"
        return .shut("What the route asks for", .text(words), conditions: rows)
    }

    private var upstream: PassageStep {
        switch stop {
        case .passed:
            let head = decision.upstreamDuration.map { ", its answer began after \(DecisionText.duration($0))" } ?? ""
            return .open("Forwarded upstream", .text("the application answered \(decision.status)\(head)"))
        case .upstream:
            return .shut("Forwarded upstream", .text(failure))
        default: return .idle("Forwarded upstream")
        }
    }

    private var failure: String {
        let after = decision.upstreamDuration.map { ", after \(DecisionText.duration($0))" } ?? ""
        return DecisionText.ground(of: decision) + after
    }
}

/// Knows which words for malformed requests are about the path.
enum DecisionPath {
    private static let flaws = [
        "not_absolute", "bad_escape", "encoded_slash", "backslash", "control_character", "parameter",
        "double_encoding", "delimiter", "invalid_utf8", "empty_segment", "leaves_root", "disguised_dot_segment",
    ]

    static func isFlaw(_ detail: String?) -> Bool {
        guard let detail else { return false }
        return flaws.contains { $0.hasSameBytes(as: detail) }
    }
}
