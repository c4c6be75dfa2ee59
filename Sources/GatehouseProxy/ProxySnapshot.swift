package import GatehouseJOSE
package import GatehousePolicy

/// Names the authorization server that the proxy carries as one more upstream.
package struct ProxyIssuer: Sendable, Equatable {
    /// The issuer identifier, an origin such as `http://localhost:8080`.
    package let url: String
    /// The scheme that clients use, `http` or `https`.
    package let scheme: String
    /// The lowercased host with its port, without the scheme's default port.
    package let authority: String
    /// The Unix socket that serves the issuer's site and nothing else.
    package let controlSocketPath: String

    /// Creates an issuer from its parts.
    package init(url: String, scheme: String, authority: String, controlSocketPath: String) {
        self.url = url
        self.scheme = scheme
        self.authority = authority
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
