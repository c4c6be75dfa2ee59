/// A route of a compiled policy.
///
/// A class, so that reading one of its fields on the hot path never copies the others.
package final class CompiledRoute: Sendable {
    /// Unique over all applications of the policy: the index of counters.
    package let id: Int
    /// Methods and template as written: `GET /data/**`.
    package let label: String
    /// The methods as written, `ANY` for any.
    package let methods: [String]
    /// The template as written, below the prefix.
    package let template: String
    /// Whether the route looks at a token.
    package let tokenNeed: TokenNeed
    /// The `scope` of a challenge: all scopes by space, of any-of the first (RFC 6750 §3).
    package let challengeScope: String?
    /// What the route asks beyond a good token.
    package let requirement: Requirement
    /// Which pages of other origins may call it: its own `cors`, else the application's.
    package let crossOrigin: CrossOriginPolicy?
    /// How many requests a caller may send: the application's limits that are about the route, and its own.
    package let limits: [RateLimit]
    /// How long the upstream is waited for, and how much is carried: its own, else the application's.
    package let bounds: DeliveryBounds
    /// Where the route is written.
    package let location: SourceLocation

    init(
        id: Int,
        methods: [String],
        template: String,
        label: String,
        tokenNeed: TokenNeed,
        requirement: Requirement,
        crossOrigin: CrossOriginPolicy?,
        limits: [RateLimit],
        bounds: DeliveryBounds = DeliveryBounds(),
        location: SourceLocation
    ) {
        self.id = id
        self.label = label
        self.methods = methods
        self.template = template
        self.tokenNeed = tokenNeed
        self.challengeScope = requirement.challengeScope
        self.requirement = requirement
        self.crossOrigin = crossOrigin
        self.limits = limits
        self.bounds = bounds
        self.location = location
    }
}

extension CompiledRoute {
    /// The claims that it asks for or counts by.
    var claimNames: [String] {
        requirement.claims.map(\.name)
            + limits.compactMap { limit in
                if case .claim(let name) = limit.by { name } else { nil }
            }
    }
}
