package import GatehouseJOSE
package import GatehousePolicy

/// Names the authorization server that the proxy carries as one more upstream.
package struct ProxyIssuer: Sendable, Equatable {
    /// The issuer as the policy was compiled for it.
    package let context: PolicyContext
    /// The Unix socket that serves the issuer's site and nothing else.
    package let controlSocketPath: String

    /// Names the issuer of a policy by where its site is served.
    package init(_ context: PolicyContext, controlSocketPath: String) {
        self.context = context
        self.controlSocketPath = controlSocketPath
    }
}

/// Holds everything that a request is decided by: policy and keys of one instant, immutable.
package struct ProxySnapshot: Sendable {
    /// Grows with every publication.
    package let generation: UInt64
    /// The compiled policy of every application.
    package let policy: CompiledPolicy
    /// The authorization server behind the issuer's paths.
    package let issuer: ProxyIssuer
    /// The keys of each issuer whose tokens are accepted.
    package let issuers: TrustedIssuers

    /// Creates a snapshot from its parts.
    package init(generation: UInt64, policy: CompiledPolicy, issuer: ProxyIssuer, issuers: TrustedIssuers) {
        self.generation = generation
        self.policy = policy
        self.issuer = issuer
        self.issuers = issuers
    }
}
