import NIOSSL

/// Chooses a certificate by the name that a client asks for (RFC 6066 §3).
package struct ServerCertificates: Sendable {
    /// All of them; the first is for clients that name no host, or one that nobody has.
    package let all: [ServerCertificate]
    private var exact: [[UInt8]: Int] = [:]
    /// By what follows the star.
    private var wildcard: [[UInt8]: Int] = [:]

    /// Takes at least one certificate; nil without.
    package init?(_ all: [ServerCertificate]) {
        guard !all.isEmpty else { return nil }
        self.all = all
        for (index, certificate) in all.enumerated() {
            for name in certificate.hostNames { file(Array(name.utf8), index) }
        }
    }

    /// Of two certificates for one name the first counts.
    private mutating func file(_ name: [UInt8], _ index: Int) {
        if name.starts(with: "*.".utf8) {
            let parent = Array(name.dropFirst(1))
            if wildcard[parent] == nil { wildcard[parent] = index }
        } else if exact[name] == nil {
            exact[name] = index
        }
    }

    /// Whether the client's name makes a difference.
    var areSeveral: Bool { all.count > 1 }

    /// What to shake hands with when the client asks for a host; nil is a client that names none.
    func context(for host: String?) -> NIOSSLContext {
        all[host.map { index(of: $0) } ?? 0].context
    }

    /// The certificate for a host.
    func index(of host: String) -> Int {
        var name = host.utf8.map(\.asciiLowercased)
        if name.last == UInt8(ascii: ".") { name.removeLast() }
        if let index = exact[name] { return index }
        // RFC 9525 §6.3: a star stands for one whole label, the first.
        guard let dot = name.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return 0 }
        return wildcard[Array(name[dot...])] ?? 0
    }
}
