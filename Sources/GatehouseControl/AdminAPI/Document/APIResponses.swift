import GatehouseJOSE

/// What the document tells once of failures and of fields.
enum APIResponses {
    /// By status.
    static let components = JSONObject(
        words.map { status, words in
            let headers = (fields[status] ?? []).map { ($0, JSONValue.object(header($0))) }
            var response: JSONObject = [
                "description": .string(words),
                "content": ["application/problem+json": ["schema": .object(APIProblem.schema.reference)]],
            ]
            if !headers.isEmpty { response["headers"] = .object(JSONObject(headers)) }
            return (String(status), .object(response))
        }
    )

    /// By name.
    static let headers = JSONObject(
        [
            ("ETag", "Which version it is; there where it has one."),
            ("Location", "Where it is from now on."),
            ("Link", "RFC 8288: `rel=\"next\"` is the next page; there unless this is the last one."),
            ("WWW-Authenticate", "RFC 6750, RFC 9449: what to send instead."),
            ("Allow", "The methods that the path knows."),
            ("Retry-After", "In how many seconds to try again."),
        ]
        .map { ($0.0, ["description": .string($0.1), "schema": ["type": "string"]]) }
    )

    /// Where the document tells of a field.
    static func header(_ name: String) -> JSONObject { ["$ref": .string("#/components/headers/" + name)] }

    private static let words: [(Int, String)] = [
        (400, "The request cannot be read: its JSON, its query, its path or its credentials."),
        (401, "There is no access token, or it is not valid here."),
        (403, "The token does not carry the scope that is needed, or its holder has lost it."),
        (404, "There is no such thing."),
        (405, "The path is known, the method is not."),
        (409, "It exists already, or something else stands against it."),
        (412, "It was changed meanwhile."),
        (413, "The body is too large."),
        (415, "The body is of another kind."),
        (422, "Something has to be put right; `problems` says what."),
        (428, "`If-Match` is missing."),
        (502, "The gate did not answer."),
        (503, "The store cannot be used now, or too much is going on."),
    ]

    private static let fields: [Int: [String]] = [
        400: ["WWW-Authenticate"], 401: ["WWW-Authenticate"], 403: ["WWW-Authenticate"], 405: ["Allow"],
        412: ["ETag"], 503: ["Retry-After"],
    ]
}
