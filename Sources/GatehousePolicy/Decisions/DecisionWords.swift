/// Says in plain words what was decided about a request, why, and what would change it.
///
/// The dashboard, the admin API and `gatehouse why` say the same. All three are plain text, which may repeat what the
/// request said: whoever shows them escapes them.
package struct DecisionWords: Sendable, Equatable {
    /// The answer in one sentence without a full stop: `Refused: the token does not carry tstapp_data.write`.
    package let title: String
    /// Why, in one or two sentences.
    package let reasonSentence: String
    /// The smallest grant or change that would let the same request through; nil if there is nothing to change.
    package let remedy: String?

    /// Puts a decision into words.
    package init(_ decision: RecordedDecision) {
        self = Self.words(for: decision)
    }

    init(_ title: String, _ reasonSentence: String, _ remedy: String?) {
        self.title = title
        self.reasonSentence = reasonSentence
        self.remedy = remedy
    }

    /// A refusal's reason as lists and counters show it: `insufficient_scope`, `invalid_token, expired`.
    package static func label(reason: String, detail: String?) -> String {
        guard let detail, reason.hasSameBytes(as: "invalid_token") else { return reason }
        return "\(reason), \(detail)"
    }

    /// The opposite of ``label(reason:detail:)``.
    static func parts(ofLabel label: String) -> (reason: String, detail: String?) {
        let bytes = label.utf8
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")) else { return (label, nil) }
        let rest = bytes[comma...].dropFirst()
        guard rest.first == UInt8(ascii: " ") else { return (label, nil) }
        return (String(label[..<comma]), String(Substring(rest.dropFirst())))
    }

    private static func words(for decision: RecordedDecision) -> DecisionWords {
        switch decision.reason {
        case "permitted": permitted(decision)
        case "issuer":
            DecisionWords(
                "Passed on to the authorization server",
                "The path is one of the authorization server's own, which decides for itself.",
                nil
            )
        case "missing_token": missingToken(decision)
        case "invalid_token": invalidToken(decision)
        case "issuer_unavailable": issuerUnavailable(decision)
        case "invalid_dpop_proof": invalidProof(decision)
        case "use_dpop_nonce":
            DecisionWords(
                "Refused: the DPoP proof needs a nonce",
                "The answer carried a nonce in DPoP-Nonce. A client makes a new proof with it and sends the request "
                    + "again, so one such refusal in front of a permitted request is the usual course.",
                "Have the client repeat the request with the nonce of the answer (RFC 9449, section 9)."
            )
        case "insufficient_scope": insufficientScope(decision)
        case "client_not_allowed": clientNotAllowed(decision)
        case "claim_not_allowed": claimNotAllowed(decision)
        case "sign_in_too_old": signInTooOld(decision)
        case "rate_limited": rateLimited(decision)
        case "preflight": preflight(decision)
        case "preflight_refused": refusedPreflight(decision)
        default: unroutable(decision)
        }
    }
}

extension RecordedDecision {
    /// The conditions of the route that were not met.
    var unmet: [ExplainedCondition] { explanation?.conditions.filter { !$0.isMet } ?? [] }

    /// The scopes that the route asks for and the token lacks.
    var missingScopes: [String] {
        explanation?.sufficientScopes
            .filter { wanted in
                !(token?.scopes.contains { $0.hasSameBytes(as: wanted) } ?? false)
            } ?? []
    }

    /// Whether the token speaks for a program; RFC 9068 §5: then the client is its own subject.
    var isByProgram: Bool {
        guard let client, let subject else { return false }
        return client.hasSameBytes(as: subject)
    }

    /// The route with its place: `DELETE /data/{id} (policies/tstapp.yaml:16)`.
    var placedRoute: String {
        guard let route else { return "the route" }
        guard let place = explanation?.place else { return "the route \(route)" }
        return "the route \(route) (\(place))"
    }

    /// The audience that a token has to be for; nil if no route was reached.
    var wantedAudience: String? {
        let prefixes = ["a valid one for ", "none, or a valid one for "]
        guard let wanted = explanation?.conditions.first?.wanted,
            let prefix = prefixes.first(where: { wanted.utf8.starts(with: $0.utf8) })
        else { return nil }
        return String(Substring(wanted.utf8.dropFirst(prefix.utf8.count)))
    }

    /// What has to be changed beside scopes: each other condition that is not met.
    var otherWishes: String {
        let others = unmet.filter { !$0.subject.hasSameBytes(as: "scope") && !$0.subject.hasSameBytes(as: "token") }
        guard !others.isEmpty else { return "" }
        let wishes = others.map { "\($0.subject): \($0.wanted)" }.joined(separator: "; ")
        return " Beside it, \(placedRoute) asks for \(wishes)."
    }
}

extension String {
    /// The sentence with its first letter as a capital.
    var capitalizedSentence: String {
        guard let first = unicodeScalars.first, first.isASCII else { return self }
        return String(first).uppercased() + String(unicodeScalars.dropFirst())
    }
}
