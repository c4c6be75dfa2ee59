/// The words for what the route's own conditions decided.
extension DecisionWords {
    static func permitted(_ decision: RecordedDecision) -> DecisionWords {
        guard let failure = decision.upstreamFailure else {
            let ground = permitGround(decision)
            return DecisionWords("Permitted: \(ground)", "\(ground.capitalizedSentence).", nil)
        }
        let (what, advice) = upstreamFailure(failure)
        let answer =
            switch decision.status {
            case 0: "The client got no answer"
            case _ where decision.isRefusedCall: "The client got a status of gRPC"
            case let status: "The client got \(status)"
            }
        return DecisionWords(
            "Permitted, but \(what)",
            "The policy let the request through: \(permitGround(decision)). Then \(what). \(answer).",
            advice
        )
    }

    private static func permitGround(_ decision: RecordedDecision) -> String {
        guard let explanation = decision.explanation else { return "the policy lets it through" }
        switch explanation.tokenNeed {
        case "none": return "the route is public"
        case "optional":
            return decision.token == nil ? "the route answers without a token" : "the token is good"
        default:
            let scopes = explanation.sufficientScopes
            return scopes.isEmpty
                ? "the token is good, and the route asks for no scope"
                : "the token carries \(scopes.joined(separator: " "))"
        }
    }

    private static func upstreamFailure(_ failure: String) -> (what: String, advice: String?) {
        switch failure {
        case "upstream_unreachable":
            (
                "the upstream could not be reached",
                "Start the application's server, or correct `upstream` in its policy."
            )
        case "upstream_connect_timeout":
            ("the upstream did not take the connection in time", "See whether the application's server is overloaded.")
        case "upstream_overloaded":
            ("all connections to the upstream were taken", "See whether the application's server has become slow.")
        case "quota_unavailable":
            (
                "what the request uses of a quota could not be stored",
                "See whether the disk of the data directory is full or broken."
            )
        case "upstream_timeout":
            ("the upstream did not answer in time", "Look for this request id in the application's own log.")
        case "upstream_no_websocket":
            (
                "the upstream opens no WebSocket: it speaks HTTP/2, or took the handshake for an ordinary request",
                "Name an `http://` upstream that opens WebSockets."
            )
        case "upstream_broken_response":
            ("the upstream's answer was not HTTP", "See whether `upstream` names the right port and scheme.")
        case "upstream_closed":
            ("the upstream closed without an answer", "Look for this request id in the application's own log.")
        case "upstream_truncated":
            ("the upstream's answer broke off", "Look for this request id in the application's own log.")
        case "upstream_concurrency":
            (
                "every upstream had as many requests under way as it may have",
                "See whether the application's server has become slow, or raise `concurrency` in its policy."
            )
        case "upstream_certificate":
            (
                "the upstream's certificate was not believed",
                "Renew it, let it name the host of `upstream`, or add its authority to `upstream_ca`."
            )
        case "upstream_certificate_refused":
            (
                "the upstream asked for a certificate and did not accept what it was shown",
                "Set `upstream_certificate` and `upstream_key`, or let the upstream believe that certificate's authority."
            )
        case "upstream_response_too_large":
            (
                "the upstream's answer was larger than it may be",
                "Raise `response_bytes` under `size_limits` in the application's policy."
            )
        case "request_too_large":
            (
                "the request turned out to be larger than it may be",
                "Raise `request_bytes` under `size_limits` in the application's policy, or `limits.body_bytes` of the server."
            )
        case "request_broken": ("the request broke off or broke its own framing", nil)
        case "websocket_violation": ("the client broke the protocol of its WebSocket", nil)
        case "websocket_idle": ("nothing was sent over the WebSocket for too long", nil)
        case "body_timeout": ("a body stood still for too long", nil)
        case "token_ended": ("the stream ended with its token", "The client opens it again with a new token.")
        case "client_closed": ("the client closed before it had its answer", nil)
        default: ("the exchange failed (\(failure))", nil)
        }
    }

    static func missingToken(_ decision: RecordedDecision) -> DecisionWords {
        let audience = decision.wantedAudience.map { " for \($0)" } ?? ""
        let scopes = decision.explanation?.sufficientScopes ?? []
        let carrying = scopes.isEmpty ? "" : " that carries \(scopes.joined(separator: " "))"
        return DecisionWords(
            "Refused: there is no access token",
            "\(decision.placedRoute.capitalizedSentence) needs one, and the request brought none: no Authorization "
                + "header, or one of another scheme than Bearer and DPoP.",
            "Send `Authorization: Bearer` with an access token\(audience)\(carrying).\(decision.otherConditions)"
        )
    }

    static func insufficientScope(_ decision: RecordedDecision) -> DecisionWords {
        let missing = decision.missingScopes
        let wanted = decision.unmet.first { $0.subject.hasSameBytes(as: "scope") }?.wanted
        let lacks: String
        if let wanted, wanted.utf8.starts(with: "one of ".utf8) {
            lacks = "the token carries none of \(String(Substring(wanted.utf8.dropFirst(7))))"
        } else if missing.isEmpty {
            lacks = "the token does not carry a scope that the route asks for"
        } else {
            lacks = "the token does not carry \(missing.joined(separator: " "))"
        }
        let held = decision.token?.scopes ?? []
        let carries = held.isEmpty ? "carries no scope at all" : "carries only \(held.joined(separator: " "))"
        return DecisionWords(
            "Refused: \(lacks)",
            "\(decision.placedRoute.capitalizedSentence) asks for \(wanted ?? "more"). This token \(carries).",
            missing.isEmpty ? nil : grant(of: missing, decision)
        )
    }

    /// What a remedy says where it does not know which scopes are assigned.
    package static let aboutAssignedScopes = "An assigned scope must be given to the person first."

    private static func grant(of missing: [String], _ decision: RecordedDecision) -> String {
        let scopes = missing.joined(separator: " ")
        if let issuer = decision.token?.issuerName {
            return
                "\(issuer) has to put \(scopes) into its tokens, or a role that `issuers` of the policy takes for it."
                + decision.otherWishes
        }
        let client = decision.client ?? "the client"
        let grant =
            decision.isByProgram
            ? "Grant \(scopes) to the client \(client), which then fetches a new token."
            : "The client \(client) asks for \(scopes), and the person (\(decision.subject ?? "who signs in")) allows it. "
                + aboutAssignedScopes
        return grant + decision.otherWishes
    }

    static func clientNotAllowed(_ decision: RecordedDecision) -> DecisionWords {
        let wanted = decision.unmet.first { $0.subject.hasSameBytes(as: "client") }?.wanted ?? "certain clients"
        let client = decision.client ?? "this one"
        return DecisionWords(
            "Refused: the client \(client) may not call this route",
            "\(decision.placedRoute.capitalizedSentence) lets in only \(wanted).",
            decision.token?.issuerName != nil
                ? "Clients that a policy names are this server's own. Those of another issuer are told apart by "
                    + "`claims`, such as azp."
                : "No scope helps: add \(client) to `clients` of the route, or call with a client that is listed there."
        )
    }

    static func claimNotAllowed(_ decision: RecordedDecision) -> DecisionWords {
        let name = decision.detail ?? "that the route asks for"
        let condition = decision.unmet.first { $0.subject.hasSameBytes(as: "claim \(name)") }
        let isMissing = condition.map { $0.actual.hasSameBytes(as: "missing") } ?? true
        let wanted = condition?.wanted ?? "another value"
        return DecisionWords(
            isMissing
                ? "Refused: the token has no claim \(name)"
                : "Refused: the claim \(name) is \(condition?.actual ?? "another"), not \(wanted)",
            "\(decision.placedRoute.capitalizedSentence) asks for the claim \(name) to be \(wanted).",
            decision.token?.issuerName.map { "No scope helps: \($0) has to put it into its tokens." }
                ?? "No scope helps: give the person the attribute \(name) with the value \(wanted)"
                + (isMissing ? ", and see that the application lists it under `claims`" : "")
                + ". It is in the tokens that are issued from then on."
        )
    }

    static func signInTooOld(_ decision: RecordedDecision) -> DecisionWords {
        let condition = decision.unmet.first { $0.subject.hasSameBytes(as: "sign-in") }
        let wanted = condition?.wanted ?? "more recently"
        guard !decision.isByProgram else {
            return DecisionWords(
                "Refused: the route needs a person who has just signed in",
                "\(decision.placedRoute.capitalizedSentence) asks for a sign-in \(wanted), and a program never signs in.",
                "No grant helps: call with a person's token, or take `max_age` off the route."
            )
        }
        let actual = condition?.actual ?? "longer ago"
        return DecisionWords(
            "Refused: the sign-in is too old",
            "\(decision.placedRoute.capitalizedSentence) asks for a sign-in \(wanted); this one: \(actual).",
            "No grant helps: the client sends the person to sign in again with the max_age of the answer (RFC 9470)."
        )
    }
}

extension RecordedDecision {
    /// What the route asks for beside a token and its scopes, where nothing is known of the caller.
    fileprivate var otherConditions: String {
        let others = explanation?.conditions
            .filter {
                !$0.subject.hasSameBytes(as: "scope") && !$0.subject.hasSameBytes(as: "token")
            }
        guard let others, !others.isEmpty else { return "" }
        return " The route also asks for \(others.map { "\($0.subject): \($0.wanted)" }.joined(separator: "; "))."
    }
}
