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
    /// Where this server itself listens for administrators and for its own parts: no application's upstream.
    package var ownAddresses: [UpstreamAddress] = []
    /// The other authorization servers whose tokens applications may accept.
    package var trustedIssuers: [KnownIssuer] = []

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

    /// Whether an upstream is one of ``ownAddresses``; of a port, under any name of this machine.
    func isOwn(_ upstream: UpstreamAddress) -> Bool {
        ownAddresses.contains { own in
            switch (own, upstream) {
            case (.unix(let own), .unix(let path)): own == path
            case (.tcp(_, let own, let ownPort, _), .tcp(_, let host, let port, _)):
                ownPort == port && (own == host || Self.isThisMachine(host))
            default: false
            }
        }
    }

    private static func isThisMachine(_ host: String) -> Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host == "[::1]"
            || host == "0.0.0.0" || host == "[::]"
    }

    /// The issuer's authority without its port.
    var issuerHost: String { Authority.host(of: issuerAuthority) }
}
