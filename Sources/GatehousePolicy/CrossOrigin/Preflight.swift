/// What a browser asks before it sends a page's request to another origin (Fetch, "CORS-preflight request").
package struct PreflightQuestion: Sendable, Equatable {
    /// The value of `Origin`; nil if there is not exactly one.
    package let origin: [UInt8]?
    /// The value of `Access-Control-Request-Method`; nil if there is not exactly one.
    package let method: [UInt8]?
    /// The names in `Access-Control-Request-Headers`, with commas between them.
    package let headers: [UInt8]

    /// Takes the values of `Origin`, `Access-Control-Request-Method` and `-Headers`; nil for one that is missing.
    package init(origin: [UInt8]?, method: [UInt8]?, headers: [UInt8] = []) {
        self.origin = origin
        self.method = method
        self.headers = headers
    }
}

/// Why the browser will not send the page's request.
package enum PreflightRefusal: Sendable, Equatable {
    /// The policy does not list the origin.
    case origin(String)
    /// The path has no route for the method, or `methods` leaves it out.
    case method(String)
    /// `headers` leaves one out.
    case header(String)
    /// The question is not well-formed, or asks for too much.
    case malformed

    /// For records: a stable word, and what it is about.
    package var detail: String {
        switch self {
        case .origin(let origin): "origin_not_allowed \(origin)"
        case .method(let method): "method_not_allowed \(method)"
        case .header(let name): "header_not_allowed \(name)"
        case .malformed: "malformed"
        }
    }
}

/// What a browser is told that a page of an origin may send to one path.
package struct PreflightGrant: Sendable, Equatable {
    /// The value of `Access-Control-Allow-Origin`.
    package let origin: String
    /// What the route, or else its application, allows pages of that origin.
    package let policy: CrossOriginPolicy
    /// Methods that routes have for this very path.
    package let methods: [String]
    /// The names of `Access-Control-Allow-Headers`.
    package let headers: [String]
}

/// The policy's answer to a preflight.
package struct PreflightAnswer: Sendable, Equatable {
    /// The route that the asked method would select, among the application's; nil if there is none.
    package let route: Int?
    /// The asked method and origin, for records; empty where they were not to be read.
    package let subject: String
    /// What the answer tells the browser; nil tells it nothing, which it takes for a no.
    package let grant: PreflightGrant?
    /// Nil if the page's request may be sent.
    package let refusal: PreflightRefusal?

    init(route: Int?, subject: String = "", grant: PreflightGrant? = nil, refusal: PreflightRefusal? = nil) {
        self.route = route
        self.subject = subject
        self.grant = grant
        self.refusal = refusal
    }

    /// For records: why not, or what is granted.
    package var detail: String { refusal?.detail ?? subject }
}
