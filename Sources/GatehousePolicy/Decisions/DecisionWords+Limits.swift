/// The words for requests that came too fast.
extension DecisionWords {
    static func rateLimited(_ decision: RecordedDecision) -> DecisionWords {
        let parts = (decision.detail ?? "").utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        let rate = parts.count >= 2 ? parts[parts.count - 1] : nil
        let isQuota = rate.map { $0.hasSuffix("/day") || $0.hasSuffix("/month") } ?? false
        let allowed =
            rate.map {
                "more than \($0.replacing("/", with: $0.hasSuffix("hour") ? " an " : " a ", maxReplacements: 1))"
            } ?? "more than is allowed"
        let who =
            switch parts.first ?? "" {
            case "client": "the client \(decision.client ?? "")"
            case "subject": decision.subject.map { "the subject \($0)" } ?? "the subject"
            case "claim": parts.count > 2 ? "callers with the same claim \(parts[1])" : "callers with the same claim"
            default: "the address \(decision.peer)"
            }
        return DecisionWords(
            "Refused: too many requests",
            "\(who.capitalizedSentence) sent \(allowed) to \(decision.placedRoute). A caller without a token, or without "
                + "the claim, is counted by its address.",
            "Have the client wait as long as Retry-After says, or raise the "
                + "\(isQuota ? "`quota`" : "`rate` or the `burst`") under `limits` of the policy."
        )
    }
}
