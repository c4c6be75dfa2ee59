import NIOCore

/// Finds out where a request comes from: right to left over the proxies that are trusted, and no further.
struct ClientAddress {
    /// The peer's address without port.
    let peer: String
    let isPeerTrusted: Bool
    let trusted: [AddressRange]

    /// The client's network: an IPv4 address, or the 64 bits of an IPv6 address that a site has for itself (RFC 4291 §2.5.4).
    func network(_ fields: [FieldSlice], in buffer: ByteBuffer) -> [UInt8] {
        let address = buffer.withUnsafeReadableBytes { self.address(fields, in: $0) }
        guard let address else { return Array(peer.utf8) }
        return address.count == 16 ? Array(address.prefix(8)) : address
    }

    /// The client's address in network order: 4 or 16 bytes; nil if the peer has none.
    ///
    /// A trusted proxy may say it in `X-Forwarded-For` or in `Forwarded` (RFC 7239). What it does not write itself it may
    /// have taken from anybody: where both are there and lead to different addresses, neither is believed.
    func address(_ fields: [FieldSlice], in source: UnsafeRawBufferPointer) -> [UInt8]? {
        let own = AddressRange.bytes(of: peer)
        guard isPeerTrusted else { return own }
        let chains = [FieldKind.forwardedFor, .forwarded]
            .compactMap { kind in
                let lines = fields.filter { $0.kind == kind && !$0.value.isEmpty }
                return lines.isEmpty ? nil : (kind, lines.map { Array(source[$0.value.range]) })
            }
        let claims = chains.map { kind, lines in
            kind == .forwarded ? last(ForwardedChain.nodes(of: lines), own) : last(Self.members(lines), own)
        }
        guard let claim = claims.first else { return own }
        return claims.allSatisfy { $0 == claim } ? claim : own
    }

    /// The last address that is no trusted proxy's; what stands left of it, anybody may have written.
    private func last(_ members: [String], _ own: [UInt8]?) -> [UInt8]? {
        var found = own
        for member in members.reversed() {
            guard let address = AddressRange.bytes(of: Self.withoutPort(member)) else { return found }
            found = address
            guard trusted.contains(where: { $0.contains(address) }) else { return found }
        }
        return found
    }

    private static func members(_ lines: [[UInt8]]) -> [String] {
        lines.flatMap { line in
            line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                .map { trimmed(String(decoding: $0, as: UTF8.self)) }
        }
    }

    /// Some proxies write `192.0.2.7:4711` or `[2001:db8::1]:443`.
    private static func withoutPort(_ text: String) -> String {
        if text.hasPrefix("[") { return String(text.dropFirst().prefix { $0 != "]" }) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? String(parts[0]) : text
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
