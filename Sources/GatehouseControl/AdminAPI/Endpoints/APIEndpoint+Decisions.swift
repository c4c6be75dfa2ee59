import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import HTTPTypes

extension APIEndpoint {
    /// What the gate decided.
    static let decisions: [APIEndpoint] = [
        APIEndpoint(
            method: .get,
            path: "/decisions",
            id: "listDecisions",
            section: .decisions,
            right: .read,
            summary: "List what the gate decided",
            about: "The newest first; decisions are kept for a bounded time.",
            query: [
                APIParameter("application", .text(1...64), "Of this application.", example: "tstapp"),
                APIParameter("route", .text(1...2_048), "On this route, as the policy writes it."),
                APIParameter("client", .text(1...200), "Of this client."),
                APIParameter("subject", .text(1...256), "About this subject."),
                APIParameter("reason", .text(1...64), "For this reason.", example: "insufficient_scope"),
                APIParameter("permitted", .boolean, "Only permitted ones, or only refused ones."),
                APIParameter("status", .integer(0...999), "With this status."),
                .since, .until, .before, .limit,
            ],
            success: .list(of: RecordedDecision.self, "A page of the decisions."),
            answer: DecisionAnswers.list
        ),
        APIEndpoint(
            method: .get,
            path: "/decisions/{request_id}",
            id: "showDecision",
            section: .decisions,
            right: .read,
            summary: "Say why a request was permitted or refused",
            success: .ok(APIDecision.self, "The decision, and the same in words."),
            answer: DecisionAnswers.show
        ),
    ]

    /// The server itself.
    static let server: [APIEndpoint] = [
        APIEndpoint(
            method: .get,
            path: "/overview",
            id: "showOverview",
            section: .server,
            right: .read,
            summary: "Figures of an hour, a day or a week",
            query: [.span],
            success: .ok(APIOverview.self, "The figures."),
            answer: DecisionAnswers.overview
        ),
        APIEndpoint(
            method: .get,
            path: "/policy",
            id: "showPolicy",
            section: .server,
            right: .read,
            summary: "The standing of the policy",
            about: "Which one is in force, and why what is written now is not.",
            success: .ok(APIPolicy.self, "The standing."),
            answer: DecisionAnswers.policy
        ),
        APIEndpoint(
            method: .post,
            path: "/policy/compare",
            id: "comparePolicy",
            section: .server,
            right: .change,
            summary: "What stands now, to be compared with another policy",
            about: "Nothing is changed. With the clients that the other policy declares, and with the digests of the "
                + "secrets that it gives them.",
            body: .json(PolicyAnswers.wish, isOptional: false, example: APIExamples.comparison),
            success: .ok(StandingPolicy.self, "What another policy could change."),
            answer: PolicyAnswers.compare
        ),
        APIEndpoint(
            method: .get,
            path: "/audit",
            id: "listAuditEvents",
            section: .server,
            right: .read,
            summary: "List who did what when",
            about:
                "With `Accept: application/x-ndjson` every event that the filter admits comes as a line, without pages.",
            query: [
                APIParameter("kind", .text(1...64), "The first part of the event's name.", example: "client."),
                APIParameter("actor", .text(1...200), "Done by this one.", example: "cli"),
                APIParameter("about", .text(1...256), "An id that stands in the details."),
                .since, .until, .before, .limit,
            ],
            success: .list(of: APIAuditEvent.self, "A page of the events, the newest first.", hasLines: true),
            answer: AuditAnswers.list
        ),
    ]
}
