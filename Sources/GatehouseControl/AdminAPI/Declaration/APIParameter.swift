import GatehouseJOSE

/// A parameter in the path or in the query.
struct APIParameter: Sendable {
    let name: String
    let schema: APISchema
    let about: String
    let example: JSONValue?

    init(_ name: String, _ schema: APISchema, _ about: String, example: JSONValue? = nil) {
        self.name = name
        self.schema = schema
        self.about = about
        self.example = example
    }
}

extension APIParameter {
    /// How many a page of a list has, unless the request says so.
    static let defaultLimit = 50

    /// The size of a page.
    static let limit = APIParameter(
        "limit",
        .integer(1...500),
        "How many the page has at most; 50 unless it is said.",
        example: 50
    )

    /// Where a page begins.
    static let offset = APIParameter(
        "offset",
        .integer(0...1_000_000),
        "How many come before the page.",
        example: 0
    )

    /// Where a page of a log begins.
    static let before = APIParameter(
        "before",
        .integer(1...Int64.max),
        "Only entries with a sequence below it: the last one of the page before."
    )

    /// The beginning of a time.
    static let since = APIParameter("since", .instant, "Not before this instant, in Unix seconds.")
    /// The end of a time.
    static let until = APIParameter("until", .instant, "Before this instant, in Unix seconds.")

    /// How far back figures go.
    static let span = APIParameter(
        "span",
        .word(["hour", "day", "week"]),
        "How far back the figures go: 60 minutes, 48 half hours or 56 times three hours.",
        example: "hour"
    )

    /// The way a list is sorted.
    static func sorting(_ orders: [String]) -> [APIParameter] {
        [
            APIParameter("sort", .word(orders), "What the list is sorted by."),
            APIParameter("dir", .word(["asc", "desc"]), "Ascending, unless it is said."),
        ]
    }
}

extension APIParameter {
    /// What stands in the path: by the name in its template.
    static let ofPath: [APIParameter] = [
        APIParameter("client_id", .text(1...200), "The id of a client.", example: "reporting"),
        APIParameter("secret_id", .text(1...200), "The id of a secret, as the client's `secrets` tell it."),
        APIParameter("key", .text(1...200), "The short key of an application.", example: "tstapp"),
        APIParameter(
            "user",
            .text(1...320),
            "A person: `sub`, user name or email address.",
            example: "alice"
        ),
        APIParameter("session_id", .text(1...200), "The id of a session."),
        APIParameter("grant_id", .text(1...256), "The id of a grant: what stands before the dot of a `jti`."),
        APIParameter("request_id", .text(1...256), "`X-Request-Id` of the answer to the request."),
    ]
}
