/// What a policy has to know of the issuer that it is compiled for.
package struct PolicyContext: Sendable, Equatable {
    /// The issuer identifier as configured, an origin.
    package let issuer: String
    /// The issuer's scheme.
    package let issuerScheme: String
    /// The lowercased host with its port, without the scheme's default port.
    package let issuerAuthority: String
    /// Whether the issuer's host is a loopback name or address.
    package let issuerIsLoopback: Bool

    /// Makes a context from parts that were checked elsewhere.
    package init(issuer: String, issuerScheme: String, issuerAuthority: String, issuerIsLoopback: Bool) {
        self.issuer = issuer
        self.issuerScheme = issuerScheme
        self.issuerAuthority = issuerAuthority
        self.issuerIsLoopback = issuerIsLoopback
    }

    /// Reads an issuer identifier: scheme, host and port, nothing else; nil if it is anything else.
    package init?(issuer: String) {
        guard let origin = Origin(parsing: issuer) else { return nil }
        self.init(
            issuer: issuer,
            issuerScheme: origin.scheme,
            issuerAuthority: origin.authority,
            issuerIsLoopback: origin.isLoopback
        )
    }

    /// The issuer's authority without its port.
    var issuerHost: String { Authority.host(of: issuerAuthority) }
}
