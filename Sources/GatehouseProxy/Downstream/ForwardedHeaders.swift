/// Holds what is told to upstreams about one client connection: made once a connection, copied into every request.
struct ForwardedHeaders: Sendable {
    /// Whether the peer is a trusted proxy, which may speak for the client.
    let isPeerTrusted: Bool
    private let isSecure: Bool
    /// Whom the gate trusts to speak for others.
    private let trusted: [AddressRange]
    /// The `Client-Cert` line of the certificate that this connection's client has shown; for the issuer's site alone.
    var certificateLine: [UInt8] = []
    /// The address as `X-Forwarded-For` has it.
    private let peer: [UInt8]
    /// The three `X-Forwarded-*` lines up to the host's value.
    private let freshLines: [UInt8]
    /// A `Forwarded` element up to the host's value.
    private let element: [UInt8]

    /// - Parameters:
    ///   - peer: The peer's address without port, an IPv6 address without brackets.
    ///   - isSecure: Whether the client's connection is TLS.
    ///   - isPeerTrusted: Whether the peer is a trusted proxy, whose forwarding headers are continued.
    ///   - trusted: The trusted proxies, beyond which nothing is believed.
    init(peer: String, isSecure: Bool, isPeerTrusted: Bool, trusted: [AddressRange] = []) {
        let isIPv6 = peer.utf8.contains(UInt8(ascii: ":"))
        let address = peer.isEmpty ? "unknown" : peer
        let proto = isSecure ? "https" : "http"
        self.isPeerTrusted = isPeerTrusted
        self.isSecure = isSecure
        self.trusted = trusted
        self.peer = Array(address.utf8)
        self.freshLines = Array(
            "X-Forwarded-For: \(address)\r\nX-Forwarded-Proto: \(proto)\r\nX-Forwarded-Host: ".utf8
        )
        // RFC 7239 §6: an IPv6 address is bracketed, therefore quoted.
        let node = isIPv6 ? "\"[\(address)]\"" : address
        self.element = Array("for=\(node);proto=\(proto);host=".utf8)
    }

    /// More than any of the lines take besides what they copy from the request.
    var maximumLength: Int { freshLines.count + element.count + 2 * peer.count + certificateLine.count + 128 }

    /// Appends `X-Forwarded-For/-Proto/-Host` and `Forwarded` for an application.
    @inline(__always)
    func append(
        _ head: RequestHead,
        _ fields: [FieldSlice],
        in source: UnsafeRawBufferPointer,
        to cursor: inout HeadCursor
    ) {
        if isPeerTrusted, head.kinds.intersects(Self.chainKinds) {
            appendChain(head, fields, in: source, to: &cursor)
        } else {
            cursor.append(freshLines)
            cursor.append(source, head.authority)
            cursor.append("\r\nForwarded: ")
        }
        cursor.append(element)
        appendHost(head.authority, in: source, to: &cursor)
        cursor.append("\r\n")
    }

    /// Appends `X-Gatehouse-Peer/-Proto/-Host` for the issuer's site.
    func appendGatewayFacts(
        _ head: RequestHead,
        _ fields: [FieldSlice],
        in source: UnsafeRawBufferPointer,
        to cursor: inout HeadCursor
    ) {
        cursor.append("X-Gatehouse-Peer: ")
        if isPeerTrusted, let client = client(fields, in: source) {
            cursor.append(Array(AddressRange.text(of: client).utf8))
        } else {
            cursor.append(peer)
        }
        cursor.append("\r\nX-Gatehouse-Proto: ")
        cursor.append(isSecureToClient(fields, in: source) ? "https" : "http")
        cursor.append("\r\nX-Gatehouse-Host: ")
        cursor.append(source, head.authority)
        cursor.append("\r\n")
        cursor.append(certificateLine)
    }

    private static let chainKinds: FieldKindSet = [.forwarded, .forwardedFor, .forwardedProto, .forwardedHost]

    /// Continues what a trusted proxy said, up to the last `Forwarded` element, which is ours.
    private func appendChain(
        _ head: RequestHead,
        _ fields: [FieldSlice],
        in source: UnsafeRawBufferPointer,
        to cursor: inout HeadCursor
    ) {
        cursor.append("X-Forwarded-For: ")
        appendAll(.forwardedFor, fields, in: source, to: &cursor)
        cursor.append(peer)
        cursor.append("\r\nX-Forwarded-Proto: ")
        if let proto = Self.last(.forwardedProto, fields) {
            cursor.append(source, proto)
        } else {
            cursor.append(isSecure ? "https" : "http")
        }
        cursor.append("\r\nX-Forwarded-Host: ")
        cursor.append(source, Self.last(.forwardedHost, fields) ?? head.authority)
        cursor.append("\r\nForwarded: ")
        appendAll(.forwarded, fields, in: source, to: &cursor)
    }

    /// Appends the values of all lines of a kind, each followed by a comma.
    private func appendAll(
        _ kind: FieldKind,
        _ fields: [FieldSlice],
        in source: UnsafeRawBufferPointer,
        to cursor: inout HeadCursor
    ) {
        for field in fields where field.kind == kind && !field.value.isEmpty {
            cursor.append(source, field.value)
            cursor.append(", ")
        }
    }

    /// The last value of a kind: what the nearest proxy said.
    static func last(_ kind: FieldKind, _ fields: [FieldSlice]) -> ByteRange? {
        fields.last { $0.kind == kind && !$0.value.isEmpty }?.value
    }

    /// RFC 7239 §4: a host with a port or brackets is no token, therefore quoted.
    @inline(__always)
    private func appendHost(_ host: ByteRange, in source: UnsafeRawBufferPointer, to cursor: inout HeadCursor) {
        let isToken = !source[host.range].contains(UInt8(ascii: ":"))
        if !isToken { cursor.append(byte: UInt8(ascii: "\"")) }
        cursor.append(source, host)
        if !isToken { cursor.append(byte: UInt8(ascii: "\"")) }
    }

    /// The client's address, as far as trusted proxies tell it.
    private func client(_ fields: [FieldSlice], in source: UnsafeRawBufferPointer) -> [UInt8]? {
        ClientAddress(peer: String(decoding: peer, as: UTF8.self), isPeerTrusted: true, trusted: trusted)
            .address(fields, in: source)
    }

    private func isSecureToClient(_ fields: [FieldSlice], in source: UnsafeRawBufferPointer) -> Bool {
        guard isPeerTrusted, let proto = Self.last(.forwardedProto, fields) else { return isSecure }
        return RawSpan(_unsafeBytes: source).equalsIgnoringCase(proto, "https")
    }
}
