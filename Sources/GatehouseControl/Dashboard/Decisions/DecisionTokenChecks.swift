import GatehouseJOSE
import GatehousePolicy

/// What was looked at in a token, in the gate's order, up to what was wrong.
struct DecisionTokenChecks {
    /// One thing that is looked at.
    private enum Check: CaseIterable {
        case presence
        case form
        case issuer
        case signature
        case proof
        case time
        case audience
        case binding
        case revocation
    }

    private let decision: RecordedDecision
    private let token: TokenFacts?
    /// What was wrong; nil if nothing was.
    private let flaw: Check?

    init(_ decision: RecordedDecision) {
        self.decision = decision
        token = decision.token
        flaw = Self.flaw(of: decision)
    }

    var rows: [PassageCondition] {
        var rows: [PassageCondition] = []
        var isStopped = false
        for check in Check.allCases where isAsked(check) {
            let state: PassageState = check == flaw ? .shut : isStopped ? .idle : .open
            rows.append(row(check, state))
            isStopped = isStopped || check == flaw
        }
        return rows
    }

    private static func flaw(of decision: RecordedDecision) -> Check? {
        switch decision.reason {
        case "missing_token": return .presence
        case "invalid_request": return .form
        case "invalid_dpop_proof", "use_dpop_nonce": return .proof
        // Its key, or its issuer's word in place of one.
        case "issuer_unavailable": return .signature
        case "invalid_token": break
        default: return nil
        }
        switch decision.detail {
        case "unknown_issuer": return .issuer
        case "unknown_key", "bad_signature": return .signature
        case "expired", "not_yet_valid": return .time
        case "wrong_audience": return .audience
        case "unproved_binding": return .binding
        case "revoked", "inactive": return .revocation
        default: return .form
        }
    }

    private func isAsked(_ check: Check) -> Bool {
        switch check {
        case .presence: flaw == .presence
        case .form: flaw == .form
        case .proof: flaw == .proof
        case .binding: flaw == .binding || (token?.isBound ?? false)
        default: flaw != .presence
        }
    }

    private func row(_ check: Check, _ state: PassageState) -> PassageCondition {
        let (subject, wanted, actual) = words(check)
        return PassageCondition(subject, wanted: wanted, actual: state == .idle ? "not looked at" : actual, state)
    }

    private func words(_ check: Check) -> (subject: String, wanted: String, actual: String) {
        switch check {
        case .presence: ("Token", "one", "none")
        case .form: ("Form", "a well-formed access token", decision.detail ?? "not well-formed")
        case .issuer: ("Issuer", "a trusted one", token?.issuer ?? "none that can be read")
        case .signature: ("Signature", "by a key of the issuer", signature)
        case .proof: ("DPoP proof", "one for this request", decision.detail ?? "not accepted")
        case .time: ("Time", validity, clock(decision.time / 1_000))
        case .audience: ("Audience", wantedAudience, token?.audience.joined(separator: " ") ?? "none")
        case .binding: ("Binding", "a proof of the token's key", flaw == .binding ? "none" : "proved")
        case .revocation: ("Revoked", "no", flaw == .revocation ? "yes" : "no")
        }
    }

    private var signature: String {
        let key = token?.keyID.map { "key \($0)" } ?? "no key named"
        return token?.algorithm.map { "\($0), \(key)" } ?? key
    }

    private var validity: String {
        guard let token, let end = token.expiresAt else { return "not expired" }
        return token.issuedAt.map { "\(clock($0)) to \(clock(end))" } ?? "before \(clock(end))"
    }

    private func clock(_ seconds: Int64) -> String { PageTime(seconds, now: seconds).precise }

    private var wantedAudience: String { decision.wantedTokenAudience ?? "this application" }
}

extension RecordedDecision {
    /// The audience that a token has to be for, as the explanation says it; nil if no route was reached.
    var wantedTokenAudience: String? {
        guard let wanted = explanation?.conditions.first(where: { $0.subject.hasSameBytes(as: "token") })?.wanted else {
            return nil
        }
        for prefix in ["a valid one for ", "none, or a valid one for "] where wanted.utf8.starts(with: prefix.utf8) {
            return String(Substring(wanted.utf8.dropFirst(prefix.utf8.count)))
        }
        return nil
    }
}
