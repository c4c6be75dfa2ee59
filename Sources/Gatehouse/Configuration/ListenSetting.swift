package import GatehouseProxy

/// Holds the addresses of one listener.
package struct ListenSetting: Sendable, Equatable {
    /// The server does not start without these.
    package var required: [ListenAddress]
    /// Nobody named these; they are left out where the system has no such address: IPv6's loopback.
    package var optional: [ListenAddress]

    /// Creates a setting from its addresses.
    package init(required: [ListenAddress], optional: [ListenAddress] = []) {
        self.required = required
        self.optional = optional
    }

    /// Loopback of IPv4, and of IPv6 where there is one.
    package static func loopback(port: Int) -> ListenSetting {
        ListenSetting(
            required: [ListenAddress(host: "127.0.0.1", port: port)],
            optional: [ListenAddress(host: "::1", port: port)]
        )
    }

    /// All addresses.
    package var all: [ListenAddress] { required + optional }
    /// The port of the first address, which the default issuer names.
    package var port: Int { all.first?.port ?? 0 }
    /// Whether nobody outside this machine can reach it.
    package var isLoopback: Bool { all.allSatisfy(\.isLoopback) }

    /// Reads what was written; a problem is what should have been written instead.
    init(_ texts: [String]) throws(ListenAddressProblem) {
        self.init(required: [])
        for text in texts {
            let parsed = try ListenSetting(text)
            required += parsed.required
            optional += parsed.optional
        }
    }

    private init(_ text: String) throws(ListenAddressProblem) {
        let (host, port) = try Self.split(text)
        if host.lowercased() == "localhost" {
            self = .loopback(port: port)
            return
        }
        guard AddressRange(host) != nil, !host.utf8.contains(UInt8(ascii: "/")) else {
            throw ListenAddressProblem(
                message: "\(text) does not name an IP address",
                suggestion: "write 0.0.0.0:\(port) for every IPv4 address, [::]:\(port) for every address"
            )
        }
        self.init(required: [ListenAddress(host: host, port: port)])
    }

    private static func split(_ text: String) throws(ListenAddressProblem) -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":") else {
            let isPort = Int(text).map { (0...65_535).contains($0) } ?? false
            throw ListenAddressProblem(
                message: "\(text) is not HOST:PORT",
                suggestion: isPort ? "write 127.0.0.1:\(text)" : "write, for example, 127.0.0.1:8080"
            )
        }
        let host = text[..<colon]
        guard let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else {
            throw ListenAddressProblem(
                message: "\(text) has no port between 0 and 65535",
                suggestion: "write, for example, 127.0.0.1:8080"
            )
        }
        if host.hasPrefix("["), host.hasSuffix("]") { return (String(host.dropFirst().dropLast()), port) }
        // RFC 3986 §3.2.2: an IPv6 address beside a port stands in brackets.
        guard !host.contains(":") else {
            throw ListenAddressProblem(
                message: "\(text) is ambiguous",
                suggestion: "write an IPv6 address in brackets, such as [::1]:8080"
            )
        }
        guard !host.isEmpty else {
            throw ListenAddressProblem(
                message: "\(text) names no address",
                suggestion: "write 0.0.0.0:\(port) for every IPv4 address, 127.0.0.1:\(port) for this machine alone"
            )
        }
        return (String(host), port)
    }
}

/// Says what is wrong with a listener's address.
struct ListenAddressProblem: Error, Equatable {
    let message: String
    let suggestion: String
}

extension ListenAddress {
    /// Whether only this machine can reach the address (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).
    package var isLoopback: Bool {
        host == "::1" || host == "0:0:0:0:0:0:0:1" || (host.hasPrefix("127.") && AddressRange(host) != nil)
    }
}
