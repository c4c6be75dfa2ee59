/// A request that the gate decided, with what it takes to say why.
package struct RecordedDecision: Sendable, Equatable, Codable {
    /// Ascending in the order of recording; 0 before it is stored.
    package var sequence: Int64
    /// When the request's head was complete, in Unix milliseconds.
    package var time: Int64
    /// As in `X-Request-Id`.
    package var requestID: String
    /// The client's address, without port.
    package var peer: String
    /// As the client sent it.
    package var method: String
    /// The canonical path without the query.
    package var path: String
    /// The application's short key; nil if none was chosen.
    package var application: String?
    /// The route as the policy writes it; nil if none matched.
    package var route: String?
    /// The token's client; nil without a token that its issuer vouched for.
    package var client: String?
    /// The token's subject; nil without such a token.
    package var subject: String?
    /// The gate's decision in one word: `permitted`, `insufficient_scope`, ….
    package var reason: String
    /// More detail than `reason`, from a closed set of words.
    package var detail: String?
    /// Whether the request was passed on.
    package var isPermit: Bool
    /// The status that was sent; 0 if the client got none.
    package var status: Int
    /// How the upstream failed, if it did.
    package var upstreamFailure: String?
    /// From the complete head to the last byte, in microseconds.
    package var duration: Int64
    /// From the request being sent upstream to its response head, in microseconds.
    package var upstreamDuration: Int64?
    /// What was compared; nil if no route was reached.
    package var explanation: DecisionExplanation?
    /// What the token said; nil without one.
    package var token: TokenFacts?

    /// Makes a decision of its parts.
    package init(
        sequence: Int64 = 0,
        time: Int64,
        requestID: String,
        peer: String,
        method: String,
        path: String,
        application: String? = nil,
        route: String? = nil,
        client: String? = nil,
        subject: String? = nil,
        reason: String,
        detail: String? = nil,
        isPermit: Bool,
        status: Int,
        upstreamFailure: String? = nil,
        duration: Int64,
        upstreamDuration: Int64? = nil,
        explanation: DecisionExplanation? = nil,
        token: TokenFacts? = nil
    ) {
        self.sequence = sequence
        self.time = time
        self.requestID = requestID
        self.peer = peer
        self.method = method
        self.path = path
        self.application = application
        self.route = route
        self.client = client
        self.subject = subject
        self.reason = reason
        self.detail = detail
        self.isPermit = isPermit
        self.status = status
        self.upstreamFailure = upstreamFailure
        self.duration = duration
        self.upstreamDuration = upstreamDuration
        self.explanation = explanation
        self.token = token
    }

    private enum CodingKeys: String, CodingKey {
        case sequence
        case time = "time_ms"
        case requestID = "request_id"
        case peer
        case method
        case path
        case application
        case route
        case client = "client_id"
        case subject = "sub"
        case reason
        case detail
        case isPermit = "permitted"
        case status
        case upstreamFailure = "upstream_failure"
        case duration = "duration_us"
        case upstreamDuration = "upstream_duration_us"
        case explanation
        case token
    }
}

/// Each condition of the route that decided, beside what the caller had.
package struct DecisionExplanation: Sendable, Hashable, Codable {
    /// Where the route is written: `policies/tstapp.yaml:16`.
    package var place: String
    /// Whether the route looks at a token: `none`, `optional`, `required`.
    package var tokenNeed: String
    /// Each with what the caller had.
    package var conditions: [ExplainedCondition]
    /// The fewest scopes with which the route's scopes are satisfied; empty if none is asked for.
    package var sufficientScopes: [String]
    /// Whether those scopes alone would let the request through.
    package var areScopesEnough: Bool

    /// Makes an explanation of its parts.
    package init(
        place: String,
        tokenNeed: String,
        conditions: [ExplainedCondition],
        sufficientScopes: [String],
        areScopesEnough: Bool
    ) {
        self.place = place
        self.tokenNeed = tokenNeed
        self.conditions = conditions
        self.sufficientScopes = sufficientScopes
        self.areScopesEnough = areScopesEnough
    }

    private enum CodingKeys: String, CodingKey {
        case place
        case tokenNeed = "token"
        case conditions
        case sufficientScopes = "sufficient_scopes"
        case areScopesEnough = "scopes_enough"
    }
}
