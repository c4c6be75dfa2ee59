import GatehouseJOSE

/// Knows every origin under which the dashboard may be opened (RFC 6454).
package struct DashboardOrigins: Sendable, Equatable {
    /// Where the browser comes back to after signing in.
    static let callbackPath = "/sign-in/callback"

    /// In the order of preference: the first one is what is told to people.
    package let all: [String]

    /// Takes the address of the admin listener, without brackets, and the configured names, each `host` or `host:port`.
    ///
    /// Where we do not listen somebody else may, and would be sent the code.
    package init(listen host: String = "127.0.0.1", port: Int, hosts: [String] = []) {
        var loopback = ["localhost"]
        if !host.hasSameBytes(as: "::1") { loopback.append("127.0.0.1") }
        if host.hasSameBytes(as: "::1") || host.hasSameBytes(as: "::") { loopback.append("[::1]") }
        let named = loopback + hosts.map { $0.lowercased() }
        var all: [String] = []
        for authority in named.map({ Self.hasPort($0) ? Self.asSent($0) : Self.joined($0, port) }) {
            let origin = "http://" + authority
            if !all.contains(origin) { all.append(origin) }
        }
        self.all = all
    }

    /// What the built-in client may be redirected to.
    package var redirectURIs: [String] { all.map { $0 + Self.callbackPath } }

    /// The origin of a request for that authority, if it is one of them.
    func origin(of authority: String?) -> String? {
        guard let authority else { return nil }
        let origin = "http://" + Self.asSent(authority.lowercased())
        return all.first { $0.hasSameBytes(as: origin) }
    }

    /// A browser leaves the scheme's own port away.
    private static func joined(_ host: String, _ port: Int) -> String {
        port == 80 ? host : "\(host):\(port)"
    }

    private static func asSent(_ authority: String) -> String {
        authority.utf8.elementsEqual("[::1]:80".utf8) || authority.hasSuffix(":80") && hasPort(authority)
            ? String(authority.dropLast(3)) : authority
    }

    private static func hasPort(_ host: String) -> Bool {
        let afterAddress = host.utf8.lastIndex(of: UInt8(ascii: "]")).map { host.utf8[$0...] } ?? host.utf8[...]
        return afterAddress.contains(UInt8(ascii: ":"))
    }
}
