import GatehouseJOSE

/// Knows every origin under which the dashboard may be opened (RFC 6454).
package struct DashboardOrigins: Sendable, Equatable {
    /// Where the browser comes back to after signing in.
    static let callbackPath = "/sign-in/callback"

    /// In the order of preference: the first one is what is told to people.
    package let all: [String]

    /// Takes the address of the admin listener, without brackets, and the configured names.
    ///
    /// A name is `host` or `host:port`, after `https://` if something before the listener ends TLS for it. Where we do not
    /// listen somebody else may, and would be sent the code; so only those loopback names are taken that lead here.
    package init(listen host: String = "127.0.0.1", port: Int, hosts: [String] = []) {
        var loopback = ["localhost"]
        if !host.hasSameBytes(as: "::1") { loopback.append("127.0.0.1") }
        if host.hasSameBytes(as: "::1") || host.hasSameBytes(as: "::") { loopback.append("[::1]") }
        var all: [String] = []
        for name in loopback + hosts {
            let name = AdminName(name)
            let authority = name.hasPort || name.isSecure || port == 80 ? name.authority : "\(name.authority):\(port)"
            let origin = AdminName.origin(authority, isSecure: name.isSecure)
            if !all.contains(origin) { all.append(origin) }
        }
        self.all = all
    }

    /// What the built-in client may be redirected to.
    package var redirectURIs: [String] { all.map { $0 + Self.callbackPath } }

    /// The origin of a request for that authority, if it is one of them; of two the one with TLS.
    func origin(of authority: String?) -> String? {
        guard let authority else { return nil }
        let candidates = [true, false].map { AdminName.origin(authority.lowercased(), isSecure: $0) }
        return candidates.first { candidate in all.contains { $0.hasSameBytes(as: candidate) } }
    }

    /// The origin under which a request for that authority was made: without TLS unless a configured name says otherwise.
    func requested(by authority: String) -> String {
        origin(of: authority) ?? AdminName.origin(authority.lowercased(), isSecure: false)
    }

    /// Whether browsers reach that authority over TLS.
    func isSecure(_ authority: String?) -> Bool {
        authority.map { AdminName(requested(by: $0)).isSecure } ?? false
    }
}
