/// Names one address that the public listener binds.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IPv4 or IPv6 literal, or a host name; no brackets.
    package let host: String
    /// The TCP port; 0 lets the system choose.
    package let port: Int

    /// Creates an address from its parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The address in `host:port` form, IPv6 in brackets (RFC 3986 §3.2.2).
    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
