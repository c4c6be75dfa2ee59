import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// What came of a request that was sent through the gate as a client.
struct APITrial: APIResource {
    let scope: ScopeSet
    let answer: TrialAnswer
    /// What the gate recorded; nil if it is not there yet.
    let decision: RecordedDecision?

    private struct Header: Encodable {
        let name: String
        let value: String
    }

    private enum CodingKeys: String, CodingKey {
        case scopes
        case status
        case headers
        case body
        case isBodyCut = "body_cut"
        case requestID = "request_id"
        case decision
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scope.names, forKey: .scopes)
        try container.encode(answer.status, forKey: .status)
        try container.encode(answer.headers.map { Header(name: $0.name, value: $0.value) }, forKey: .headers)
        try container.encode(answer.body, forKey: .body)
        try container.encode(answer.isBodyCut, forKey: .isBodyCut)
        try container.encodeIfPresent(answer.requestID, forKey: .requestID)
        try container.encodeIfPresent(decision.map { APIDecision(decision: $0) }, forKey: .decision)
    }

    static var schema: APISchema {
        .named(
            "Trial",
            .output([
                .required("scopes", .list(.text), "What the token carried, perhaps less than was asked for."),
                .required("status", .integer(100...999), "The status that the gate answered."),
                .required(
                    "headers",
                    .list(
                        .named(
                            "HeaderField",
                            .output([
                                .required("name", .text, "The name, as it was sent."),
                                .required("value", .text, "The value."),
                            ])
                        )
                    ),
                    "The fields of the answer."
                ),
                .required("body", .text, "The beginning of the body, as text."),
                .required("body_cut", .boolean, "Whether there is more."),
                .optional("request_id", .text, "Under which the decision is found."),
                .optional("decision", APIDecision.schema, "What was decided; left out if it is not recorded yet."),
            ])
        )
    }

    /// What `POST /clients/{client_id}/trial` takes.
    static let wish = APISchema.named(
        "TrialRequest",
        .input([
            .required("application", .text(1...64), "The application that is asked.", example: "tstapp"),
            .required("method", .text(1...16, pattern: "^[A-Z]+$"), "The method.", example: "GET"),
            .required(
                "target",
                .text(1...2_048, pattern: "^/"),
                "The path with the prefix and perhaps a query, as it is sent.",
                example: "/tstapp/data/1"
            ),
            .optional(
                "scopes",
                .list(.text(1...200), atMost: 500),
                "What the token shall carry; left out: all that the client may ask for."
            ),
        ])
    )
}
