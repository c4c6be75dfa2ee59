import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// A failure as programs read it (RFC 9457), with every field that has to be put right.
struct APIProblem: Sendable {
    let status: HTTPResponse.Status
    /// A stable word for programs.
    let error: String
    /// One sentence for people.
    let detail: String
    /// What to do instead.
    var suggestion: String?
    var problems: [APIFieldProblem] = []
    var headers: HTTPFields = [:]

    /// The answer; `request_id` is that of the request, where somebody gave it one.
    func response(to request: Request) -> Response {
        var extensions: [(name: String, value: JSONValue)] = []
        if let suggestion { extensions.append(("suggestion", .string(suggestion))) }
        if !problems.isEmpty { extensions.append(("problems", .array(problems.map(\.json)))) }
        return Problem(status, word: error, detail: detail, headers: headers, extensions: extensions)
            .response(to: request)
    }
}

extension APIProblem {
    /// The shape of every failure.
    static let schema = APISchema.named(
        "Problem",
        .output([
            .required("type", .text, "Always `about:blank`.", example: "about:blank"),
            .required("title", .text, "The words of the status.", example: "Unprocessable Content"),
            .required("status", .integer(400...599), "The status.", example: 422),
            .required("error", .word(codes), "A stable word for programs.", example: "invalid_input"),
            .optional("detail", .text, "One sentence for people."),
            .optional("suggestion", .text, "What to do instead."),
            .optional(
                "problems",
                .list(APIFieldProblem.schema),
                "Everything that has to be put right."
            ),
            .optional("request_id", .text, "The request's id."),
        ])
    )

    private static let codes =
        Set(APIErrorCode.allCases.map(\.rawValue) + AdminRefusal.Code.allCases.map(\.rawValue)).sorted()
}
