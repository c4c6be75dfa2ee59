/// The words for tokens and proofs that were not accepted.
extension DecisionWords {
    static func invalidToken(_ decision: RecordedDecision) -> DecisionWords {
        switch decision.detail ?? "" {
        case "expired": expired(decision)
        case "not_yet_valid":
            DecisionWords(
                "Refused: the token is not valid yet",
                "Its iat or nbf lies in the future by more than the minute that clocks may differ.",
                "Set the clock of the server that issued it."
            )
        case "revoked": revoked(decision)
        case "inactive":
            DecisionWords(
                "Refused: the token is not active",
                "The issuer was asked about the token, and says that it has expired, was taken back or was never issued.",
                "Fetch a new token."
            )
        case "wrong_audience": wrongAudience(decision)
        case "unknown_issuer": unknownIssuer(decision)
        case "unknown_key":
            DecisionWords(
                "Refused: the token's signing key is not known",
                "Its header names \(decision.token?.keyID.map { "the key \($0)" } ?? "no key"), which is none of its "
                    + "issuer's: the key was retired, or the token comes from another installation.",
                "Fetch a new token."
            )
        case "bad_signature":
            DecisionWords(
                "Refused: the token's signature is not valid",
                "The token was changed or cut on its way, or somebody made it up. Nothing in it can be believed.",
                "Fetch a new token, and see that the client sends it whole."
            )
        case "unproved_binding":
            DecisionWords(
                "Refused: the token is bound to a key that was not proved",
                "The token has cnf: alone it is worth nothing, so that whoever steals it cannot use it.",
                "Send it as `Authorization: DPoP` with a proof of the same key, or through the client's certificate."
            )
        default: malformedToken(decision)
        }
    }

    private static func expired(_ decision: RecordedDecision) -> DecisionWords {
        let seconds = decision.token?.expiresAt.map { decision.time / 1_000 - $0 }
        let ago = seconds.flatMap { $0 > 0 ? " \(duration($0)) before the request" : nil } ?? ""
        return DecisionWords(
            "Refused: the token has expired",
            "It expired\(ago).",
            "Fetch a new token. A client that does so too late should look at expires_in, and refresh before it is over."
        )
    }

    private static func revoked(_ decision: RecordedDecision) -> DecisionWords {
        let client = decision.client.map { " of the client \($0)" } ?? ""
        return DecisionWords(
            "Refused: the token was revoked",
            "The token, its grant, its client or its subject was taken back; the audit log says when and by whom.",
            "Fetch a new token\(client). If that fails too, the client or the person is disabled, or access was "
                + "withdrawn and has to be allowed again."
        )
    }

    private static func wrongAudience(_ decision: RecordedDecision) -> DecisionWords {
        let wanted = decision.wantedAudience ?? "this application"
        let audience = decision.token?.audience ?? []
        let actual = audience.isEmpty ? "nobody" : audience.joined(separator: " ")
        let scope = decision.explanation?.sufficientScopes.first
        return DecisionWords(
            "Refused: the token is meant for another application",
            "It is for \(actual), and this application is \(wanted).",
            "Fetch a token for \(wanted): ask for "
                + (scope.map { "the scope \($0)" } ?? "one of the application's scopes")
                + ", or for the resource \(wanted)."
        )
    }

    private static func unknownIssuer(_ decision: RecordedDecision) -> DecisionWords {
        let issuer = decision.token?.issuer.map { "It says that it comes from \($0), which" } ?? "Its issuer"
        return DecisionWords(
            "Refused: the token's issuer is not trusted",
            "\(issuer) is not an issuer whose tokens this application accepts.",
            "Fetch a token from an issuer that `issuers` of the policy names; without it, from this server. If the issuer is this server under a former name, its old tokens are lost."
        )
    }

    private static func malformedToken(_ decision: RecordedDecision) -> DecisionWords {
        let what =
            switch decision.detail ?? "" {
            case "too_long": "it is longer than 8192 bytes"
            case "unsupported_algorithm": "its signature algorithm is not supported"
            case "critical_header": "its header demands an extension that is not supported"
            case "wrong_type": "it is not an access token"
            case "bad_claim": "its claims are not valid"
            default: "it is not well-formed"
            }
        return DecisionWords(
            "Refused: the token cannot be used: \(what)",
            "The client sent something that is not an access token of this server: an ID token, a refresh token or a "
                + "placeholder, perhaps.",
            "Send the access_token of the token endpoint's answer, whole and unchanged."
        )
    }

    static func issuerUnavailable(_ decision: RecordedDecision) -> DecisionWords {
        let issuer = decision.token?.issuer ?? "The issuer"
        return DecisionWords(
            "Refused for now: the token's issuer cannot be reached",
            "\(issuer), whose keys or whose word it takes to judge the token, does not answer. Tokens of others are not "
                + "affected.",
            "See whether the issuer runs and can be reached from here; the server's log says what went wrong."
        )
    }

    static func invalidProof(_ decision: RecordedDecision) -> DecisionWords {
        let what =
            switch decision.detail ?? "" {
            case "missing": "it is missing"
            case "several": "there is more than one"
            case "wrong_method": "it was made for another method"
            case "wrong_url": "it was made for another URL"
            case "outside_window": "it was made at another time: it is old, or a clock is wrong"
            case "wrong_access_token": "it was made for another access token"
            case "replayed": "it was used before"
            case "bad_signature": "its signature is not valid"
            case "unknown_nonce": "its nonce is not one of ours"
            case "full": "there is no room to remember more proofs"
            default: "it is not well-formed"
            }
        return DecisionWords(
            "Refused: the DPoP proof is not accepted: \(what)",
            "The token was sent with the scheme DPoP, which takes a fresh proof for every request.",
            "Have the client make a proof for just this request: method, URL without query, time, and the token's hash "
                + "(RFC 9449, section 4.2)."
        )
    }

    /// Seconds in the largest unit that leaves a readable number: `45 s`, `12 min`, `3 h`, `5 days`.
    package static func duration(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h"
        default: "\(seconds / 86_400) days"
        }
    }
}
