import NIOCore
import NIOSSL

/// Knows which certificates name an upstream's host (RFC 9525 §6).
struct UpstreamName {
    private enum Form {
        /// Lowercased, without a dot at its end.
        case name([UInt8])
        case address(SocketAddress)
    }

    private let form: Form

    /// Takes a host as policies write it: a name or an address.
    init(_ host: String) {
        if let address = try? SocketAddress(ipAddress: host, port: 0) {
            form = .address(address)
        } else {
            var name = host.utf8.map(\.asciiLowercased)
            if name.last == UInt8(ascii: ".") { name.removeLast() }
            form = .name(name)
        }
    }

    /// Whether it is an address, which is no server name (RFC 6066 §3).
    var isAddress: Bool {
        guard case .address = form else { return false }
        return true
    }

    /// Whether a subject alternative name of the certificate is this host; its common name counts for nothing.
    func isNamed(by certificate: NIOSSLCertificate) -> Bool {
        certificate._subjectAlternativeNames()
            .contains { name in
                let contents = name.contents.withUnsafeBufferPointer { Array($0) }
                switch form {
                case .name: return name.nameType == .dnsName && isMatched(by: contents)
                case .address: return name.nameType == .ipAddress && isAddress(contents)
                }
            }
    }

    /// Whether a DNS name of a certificate is this one; a star stands for the first label, whole.
    func isMatched(by pattern: [UInt8]) -> Bool {
        guard case .name(let name) = form, !name.isEmpty else { return false }
        let pattern = pattern.map(\.asciiLowercased)
        guard pattern.starts(with: "*.".utf8) else { return name == pattern }
        guard let dot = name.firstIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        return name[dot...] == pattern[1...]
    }

    private func isAddress(_ bytes: [UInt8]) -> Bool {
        guard case .address(let address) = form else { return false }
        return (try? SocketAddress(packedIPAddress: ByteBuffer(bytes: bytes), port: 0)) == address
    }
}
