import GatehouseJOSE
import GatehousePolicy

extension RecordedDecision: APIResource {
    static var schema: APISchema { .named("Decision", .output(APIDecision.members)) }
}

/// A decision with the words that explain it; encodes as one flat object.
struct APIDecision: APIResource {
    let decision: RecordedDecision

    private enum CodingKeys: String, CodingKey {
        case words
    }

    private struct Words: Encodable {
        let title: String
        let reason: String
        let remedy: String?
    }

    func encode(to encoder: any Encoder) throws {
        try decision.encode(to: encoder)
        let words = DecisionWords(decision)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            Words(title: words.title, reason: words.reasonSentence, remedy: words.remedy),
            forKey: .words
        )
    }

    static var schema: APISchema {
        .named(
            "ExplainedDecision",
            .output(
                members + [
                    .required(
                        "words",
                        .output([
                            .required("title", .text, "The answer in one sentence."),
                            .required("reason", .text, "Why."),
                            .optional("remedy", .text, "The smallest change that would let it through."),
                        ]),
                        "The same in plain words."
                    )
                ]
            )
        )
    }

    /// What is recorded of a decision.
    static let members: [APIMember] = [
        .required("sequence", .integer(0...Int64.max), "Ascending in the order of recording."),
        .required("time_ms", .integer(0...Int64.max), "When the request's head was complete, in Unix milliseconds."),
        .required("request_id", .text, "`X-Request-Id`."),
        .required("peer", .text, "The client's address."),
        .required("method", .text, "The method.", example: "GET"),
        .required("path", .text, "The canonical path without the query.", example: "/tstapp/data/1"),
        .optional("application", .text, "The application's short key, if one was chosen."),
        .optional("route", .text, "The route as the policy writes it, if one matched.", example: "GET /data/**"),
        .optional("client_id", .text, "The client."),
        .optional("sub", .text, "The subject."),
        .required("reason", .text, "The decision in one word.", example: "insufficient_scope"),
        .optional("detail", .text, "More detail than the reason."),
        .required("permitted", .boolean, "Whether the request was passed on."),
        .required("status", .integer(0...999), "The status that was sent; 0 if the client got none."),
        .optional("upstream_failure", .text, "How the upstream failed, if it did."),
        .required("duration_us", .count, "From the complete head to the last byte, in microseconds."),
        .optional("upstream_duration_us", .count, "Until the upstream's response head, in microseconds."),
        .optional("explanation", explanation, "What was compared, if a route was reached."),
        .optional("token", token, "What the token said, if there was one."),
    ]

    private static let explanation = APISchema.named(
        "DecisionExplanation",
        .output([
            .required("place", .text, "Where the route is written.", example: "policies/tstapp.yaml:16"),
            .required("token", .text, "Whether the route looks at a token: `none`, `optional`, `required`."),
            .required(
                "conditions",
                .list(
                    .named(
                        "Condition",
                        .output([
                            .required("condition", .text, "What it looks at.", example: "scope"),
                            .required("wanted", .text, "What it wants."),
                            .required("actual", .text, "What the request has."),
                            .required("met", .boolean, "Whether that is enough."),
                        ])
                    )
                ),
                "Each condition beside what the caller had."
            ),
            .required("sufficient_scopes", .list(.text), "The fewest scopes with which its scopes are satisfied."),
            .required("scopes_enough", .boolean, "Whether those alone would let the request through."),
        ])
    )

    private static let token = APISchema.named(
        "TokenFacts",
        .output([
            .required("verified", .boolean, "Whether signature and claims held; else all the rest may be a lie."),
            .optional("iss", .text, "Its issuer."),
            .optional("issuer_name", .text, "What `trusted_issuers` calls its issuer; absent for our own."),
            .optional("sub", .text, "Its subject."),
            .optional("client_id", .text, "Its client."),
            .optional("kid", .text, "The key in its header."),
            .optional("alg", .text, "The algorithm in its header."),
            .required("aud", .list(.text), "Its audience."),
            .required("scopes", .list(.text), "The scopes that count."),
            .optional("iat", .integer(Int64.min...Int64.max), "When it was issued."),
            .optional("exp", .integer(Int64.min...Int64.max), "When it expires."),
            .optional("auth_time", .integer(Int64.min...Int64.max), "When the person signed in."),
            .optional("jti", .text, "Its id."),
            .optional("sid", .text, "Its session."),
            .required("bound", .boolean, "Whether it is bound to a key or a certificate."),
            .required("claims", .map(.text), "Other claims that the policy looks at, as text."),
        ])
    )
}
