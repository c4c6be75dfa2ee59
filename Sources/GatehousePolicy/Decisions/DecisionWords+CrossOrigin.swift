/// The words for what browsers ask before a page calls another origin.
extension DecisionWords {
    static func preflight(_ decision: RecordedDecision) -> DecisionWords {
        let words = decision.detailWords
        let page = words.count == 2 ? "a page of \(words[1]) may send \(words[0])" : "a page may send its request"
        return DecisionWords(
            "Permitted: a browser's preflight",
            "The browser asked whether \(page), and the `cors` of \(decision.crossOriginPlace) says yes. The gate "
                + "answered; the page's own request comes next and is decided for itself.",
            nil
        )
    }

    static func refusedPreflight(_ decision: RecordedDecision) -> DecisionWords {
        let words = decision.detailWords
        let about = words.count == 2 ? words[1] : nil
        switch words.first ?? "" {
        case "origin_not_allowed":
            return DecisionWords(
                "Refused: pages of \(about ?? "this origin") may not call \(decision.crossOriginPlace)",
                "A browser asked for a page of \(about ?? "an origin") (preflight), which is none of the `origins` of "
                    + "`cors`. The browser then does not send the page's request.",
                "If the page is meant to call, add \(about ?? "its origin") to `cors: { origins: […] }` in the policy."
            )
        case "method_not_allowed":
            return DecisionWords(
                "Refused: pages of other origins may not send \(about ?? "this method") there",
                decision.route == nil
                    ? "A browser asked for a page (preflight), and no route of \(decision.crossOriginPlace) answers "
                        + "\(about ?? "the method") on this path."
                    : "A browser asked for a page (preflight), and the `methods` of `cors` leave out \(about ?? "it").",
                decision.route == nil
                    ? "Write a route for it, or call with a method that the path has."
                    : "Add \(about ?? "it") to the `methods` of `cors`, or leave `methods` out."
            )
        case "header_not_allowed":
            return DecisionWords(
                "Refused: pages of other origins may not send the header \(about ?? "that was asked for")",
                "A browser asked for a page (preflight), and the `headers` of `cors` leave out \(about ?? "one of them").",
                "Add \(about ?? "it") to the `headers` of `cors`, or leave `headers` out: then whatever is asked for is allowed."
            )
        default:
            return DecisionWords(
                "Refused: the preflight cannot be read",
                "Its Origin, Access-Control-Request-Method or Access-Control-Request-Headers is not well-formed, is there "
                    + "twice, or is too long. No browser sends that.",
                nil
            )
        }
    }
}

extension RecordedDecision {
    /// The word of the detail, and what it is about.
    fileprivate var detailWords: [String] {
        guard let detail else { return [] }
        return detail.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1).map { String(Substring($0)) }
    }

    fileprivate var crossOriginPlace: String {
        application.map { "the application \($0)" } ?? "the application"
    }
}
