/// The words for requests that never came to a route's conditions.
extension DecisionWords {
    static func unroutable(_ decision: RecordedDecision) -> DecisionWords {
        switch decision.reason {
        case "no_route": noRoute(decision)
        case "method_not_allowed":
            DecisionWords(
                "Refused: no route answers \(decision.method) there",
                "The application \(decision.application ?? "") knows the path, with other methods.",
                "Use one of the methods in the answer's Allow header, or write a route for \(decision.method)."
            )
        case "malformed_request": malformed(decision)
        case "invalid_request":
            DecisionWords(
                "Refused: the credential is not well-formed",
                "There are two Authorization headers, or one that cannot hold a token.",
                "Send exactly one `Authorization: Bearer` with the token and nothing else."
            )
        case "service_worker":
            DecisionWords(
                "Refused: a service worker script on the issuer's own host",
                "The application shares its host with the sign-in pages, and such a script could act on them.",
                "Give the application a host of its own."
            )
        case "too_large":
            DecisionWords(
                "Refused: the request is too large",
                "Its head or its body is over the limits of this server.",
                "Send less, or raise `limits` in gateway.yaml."
            )
        case "head_timeout":
            DecisionWords(
                "Refused: the request did not come in time",
                "The client opened a connection and sent no complete request head.",
                nil
            )
        case "https_required":
            DecisionWords(
                "Sent on: the request came in the clear",
                "It came to the listener in the clear, and was told to come again over TLS.",
                nil
            )
        case "overloaded":
            DecisionWords("Refused: the exchange failed", "The request could not be carried to its end.", nil)
        default:
            DecisionWords(
                decision.isPermit ? "Permitted" : "Refused: \(decision.reason)",
                "The gate says \(decision.reason).",
                nil
            )
        }
    }

    private static func noRoute(_ decision: RecordedDecision) -> DecisionWords {
        guard let application = decision.application else {
            return DecisionWords(
                "Refused: no application is mounted there",
                "No application's host and prefix match the request.",
                "Correct the URL, or the `hosts` and `prefix` of the application that is meant."
            )
        }
        return DecisionWords(
            "Refused: no route of \(application) matches",
            "The application \(application) was chosen by host and prefix, and none of its routes matches the path. "
                + "What no route names is refused.",
            "Correct the path, or write a route for it. `gatehouse policy explain` tries one out."
        )
    }

    private static func malformed(_ decision: RecordedDecision) -> DecisionWords {
        let path = paths.first { $0.word.hasSameBytes(as: decision.detail ?? "") }
        guard let path else {
            let detail = decision.detail.map { " (\($0))" } ?? ""
            return DecisionWords(
                "Refused: the request is not HTTP as the gate reads it\(detail)",
                "What can be read in two ways is refused, because the upstream might read it in the other.",
                "Correct what sends it: a client, or a proxy in front of this server."
            )
        }
        let option = path.option.map { ", or allow it with `paths: { \($0) }` in the application's policy" } ?? ""
        return DecisionWords(
            "Refused: the path \(path.says)",
            "The gate and an upstream could take such a path for two different ones.",
            "Send the path in its plain form\(option)."
        )
    }

    private static let paths: [(word: String, says: String, option: String?)] = [
        ("not_absolute", "does not begin with a slash", nil),
        ("bad_escape", "has a percent sign without two hexadecimal digits", nil),
        ("encoded_slash", "has an encoded slash", "encoded_slash: segment"),
        ("backslash", "has a backslash", nil),
        ("control_character", "has a control character", nil),
        ("parameter", "has a ; parameter", "parameters: keep"),
        ("double_encoding", "is percent-encoded twice", "double_encoding: keep"),
        ("delimiter", "has a character that ends a path", nil),
        ("invalid_utf8", "is not UTF-8", nil),
        ("empty_segment", "has an empty segment", "empty_segments: keep"),
        ("leaves_root", "leaves the root", nil),
        ("disguised_dot_segment", "has a disguised dot segment", nil),
    ]
}
