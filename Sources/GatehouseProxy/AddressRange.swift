import Glibc
package import NIOCore

/// Matches the addresses of one CIDR block (RFC 4632, RFC 4291 §2.3).
package struct AddressRange: Sendable, Hashable {
    /// The network's bytes: 4 for IPv4, 16 for IPv6, host bits cleared.
    private let network: [UInt8]
    private let prefixLength: Int

    /// Parses `10.0.0.0/8`, `2001:db8::/32` or a single address; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first,
            let bytes = Self.bytes(of: String(first))
        else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard let parsed = UInt8(parts[1]), !parts[1].hasPrefix("+"), parsed <= length else { return nil }
            length = Int(parsed)
        }
        self.prefixLength = length
        self.network = Self.masked(bytes, to: length)
    }

    /// Whether an address lies in this block; an IPv4-mapped IPv6 address counts as IPv4 (RFC 4291 §2.5.5.2).
    package func contains(_ address: SocketAddress) -> Bool {
        address.ipAddress.flatMap(Self.bytes).map(contains) ?? false
    }

    /// Whether the address that a text is lies in this block.
    package func holds(_ text: String) -> Bool {
        Self.bytes(of: text).map(contains) ?? false
    }

    /// Whether an address in network order lies in this block.
    func contains(_ bytes: [UInt8]) -> Bool {
        bytes.count == network.count && Self.masked(bytes, to: prefixLength) == network
    }

    private static func masked(_ bytes: [UInt8], to length: Int) -> [UInt8] {
        bytes.enumerated()
            .map { index, byte in
                let bits = min(8, max(0, length - index * 8))
                return bits == 8 ? byte : byte & ~(0xFF >> UInt8(bits))
            }
    }

    /// The address alone in network order: 4 or 16 bytes; nil if the text is no address.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: four) { [UInt8]($0) } }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        return withoutMapping(withUnsafeBytes(of: sixteen) { [UInt8]($0) })
    }

    /// The same address, an IPv4-mapped IPv6 address as IPv4.
    static func withoutMapping(_ bytes: [UInt8]) -> [UInt8] {
        let isMapped =
            bytes.count == 16 && bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }

    /// The text of a client's network: an IPv4 address, or the first 64 bits of an IPv6 address; nil if it is neither.
    static func networkText(of bytes: [UInt8]) -> String? {
        switch bytes.count {
        case 4: text(of: bytes)
        case 8: "\(text(of: bytes + Array(repeating: 0, count: 8)))/64"
        default: nil
        }
    }

    /// The text of an address in network order, as the system writes it; `unknown` if it is none.
    static func text(of bytes: [UInt8]) -> String {
        guard bytes.count == 4 || bytes.count == 16 else { return "unknown" }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return "unknown" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
