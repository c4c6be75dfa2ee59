import NIOCore

/// Finds out where a request comes from: right to left over the proxies that are trusted, and no further.
struct ClientAddress {
    /// The peer's address without port.
    let peer: String
    let isPeerTrusted: Bool
    let trusted: [AddressRange]

    /// The client's network: an IPv4 address, or the 64 bits of an IPv6 address that a site has for itself (RFC 4291 §2.5.4).
    func network(_ fields: [FieldSlice], in buffer: ByteBuffer) -> [UInt8] {
        let address = isPeerTrusted ? claimed(fields, in: buffer) : AddressRange.bytes(of: peer)
        guard let address else { return Array(peer.utf8) }
        return address.count == 16 ? Array(address.prefix(8)) : address
    }

    /// The last address of `X-Forwarded-For` that is no trusted proxy's; what stands left of it, anybody may have written.
    private func claimed(_ fields: [FieldSlice], in buffer: ByteBuffer) -> [UInt8]? {
        var found = AddressRange.bytes(of: peer)
        for field in fields.reversed() where field.kind == .forwardedFor {
            let members = buffer.bytes(of: field.value)
                .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            for member in members.reversed() {
                let text = String(decoding: member, as: UTF8.self)
                guard let address = AddressRange.bytes(of: Self.withoutPort(Self.trimmed(text))) else { return found }
                found = address
                guard trusted.contains(where: { $0.contains(address) }) else { return found }
            }
        }
        return found
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
