/// Which decisions somebody wants to see; nil members let all through.
package struct DecisionFilter: Sendable, Equatable {
    /// The application's key.
    package var application: String?
    /// The route's label, with ``application``.
    package var route: String?
    /// The token's client.
    package var client: String?
    /// The token's subject.
    package var subject: String?
    /// The decision in one word, without its detail.
    package var reason: String?
    /// What the reason was in particular, with ``reason``.
    package var detail: String?
    /// Only permitted ones, or only refused ones.
    package var isPermit: Bool?
    /// Exactly this status.
    package var status: Int?
    /// Not before, in Unix milliseconds.
    package var since: Int64?
    /// Before, in Unix milliseconds.
    package var until: Int64?

    /// Takes what is asked for; a reason may be written as `DecisionWords.label` writes it.
    package init(
        application: String? = nil,
        route: String? = nil,
        client: String? = nil,
        subject: String? = nil,
        reason: String? = nil,
        isPermit: Bool? = nil,
        status: Int? = nil,
        since: Int64? = nil,
        until: Int64? = nil
    ) {
        self.application = application
        self.route = route
        self.client = client
        self.subject = subject
        let label = reason.map { DecisionWords.parts(ofLabel: $0) }
        self.reason = label?.reason
        detail = label?.detail
        self.isPermit = isPermit
        self.status = status
        self.since = since
        self.until = until
    }

    /// Whether a decision is one of those; texts compare byte for byte.
    package func admits(_ decision: RecordedDecision) -> Bool {
        Self.admits(application, decision.application) && Self.admits(route, decision.route)
            && Self.admits(client, decision.client) && Self.admits(subject, decision.subject)
            && Self.admits(reason, decision.reason) && Self.admits(detail, decision.detail)
            && (isPermit ?? decision.isPermit) == decision.isPermit
            && (status ?? decision.status) == decision.status && (since ?? .min) <= decision.time
            && decision.time < (until ?? .max)
    }

    private static func admits(_ wanted: String?, _ actual: String?) -> Bool {
        guard let wanted else { return true }
        return actual.map { $0.hasSameBytes(as: wanted) } ?? false
    }
}
