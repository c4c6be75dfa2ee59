import GatehouseJOSE

/// Knows where the issuer's cookies reach the dashboard: a browser sends them to every port of a host name
/// (RFC 6265 §8.5), but those of an issuer with TLS never in plain.
struct SignInNeighbour: Sendable {
    private static let loopback = ["localhost", "127.0.0.1", "[::1]"]

    private let issuer: IssuerOrigin
    private let origins: DashboardOrigins

    init(issuer: String, origins: DashboardOrigins) {
        self.issuer = IssuerOrigin(issuer: issuer)
        self.origins = origins
    }

    /// The issuer's cookie of who is signed in there.
    var session: GatehouseCookie { .session(isSecure: issuer.isSecure) }

    /// Whether a browser that is signed in at the issuer says so at this address of the dashboard.
    ///
    /// Another loopback name than the issuer's is none from which a sign-in begins, as long as the issuer's is ours too.
    func isTold(at address: String) -> Bool {
        guard !issuer.isSecure || AdminName(address).isSecure else { return false }
        let name = Self.name(of: Self.authority(of: address))
        return name.hasSameBytes(as: issuerName) || preferred(to: address) != nil
    }

    /// The same origin under the issuer's loopback name, if it is another one of ours.
    func preferred(to origin: String) -> String? {
        let authority = Self.authority(of: origin)
        let name = Self.name(of: authority)
        guard
            !issuer.isSecure, !AdminName(origin).isSecure, !name.hasSameBytes(as: issuerName), Self.isLoopback(name),
            Self.isLoopback(issuerName)
        else { return nil }
        return origins.origin(of: issuerName + authority.dropFirst(name.count))
    }

    private var issuerName: String { Self.name(of: issuer.host.lowercased()) }

    private static func isLoopback(_ name: String) -> Bool {
        loopback.contains { $0.hasSameBytes(as: name) }
    }

    /// RFC 3986 §3.2.
    private static func authority(of address: String) -> String {
        String(address.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" })
    }

    /// An authority without its port.
    private static func name(of authority: String) -> String {
        guard let bracket = authority.firstIndex(of: "]") else { return String(authority.prefix { $0 != ":" }) }
        return String(authority[...bracket])
    }
}
