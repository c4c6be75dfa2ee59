import NIOCore

/// An upstream's 101 that accepts a WebSocket as it was offered (RFC 6455 §4.1, the client's checks).
struct WebSocketAnswer {
    /// Whether it chose a subprotocol.
    let hasSubprotocol: Bool
    /// Whether it chose an extension.
    let hasExtensions: Bool

    /// - Throws: `handshake` if it is no answer to this offer: the connection is no WebSocket.
    init(
        _ head: ResponseHead,
        fields: [FieldSlice],
        in buffer: ByteBuffer,
        to offer: WebSocketOffer
    ) throws(MessageRefusal) {
        let bytes = buffer.readableBytesSpan
        // RFC 9112 §6.1 and RFC 9110 §8.6: no framing in a 1xx.
        guard head.version == .http11, !head.kinds.intersects([.contentLength, .transferEncoding]) else {
            throw .handshake
        }
        var upgrades = 0
        var accepts: [ByteRange] = []
        var chosen: [ByteRange] = []
        var extensions: [[UInt8]] = []
        for field in fields {
            switch field.kind {
            case .upgrade:
                upgrades += 1
                guard field.isNominated, bytes.equalsIgnoringCase(field.value, "websocket") else { throw .handshake }
            case .webSocket where bytes.equalsIgnoringCase(field.name, "sec-websocket-accept"):
                // What Connection names would not reach the client.
                guard !field.isNominated else { throw .handshake }
                accepts.append(field.value)
            case .webSocket where bytes.equalsIgnoringCase(field.name, "sec-websocket-extensions"):
                guard !field.isNominated, WebSocketExtensions.read(field.value, in: bytes, into: &extensions) else {
                    throw .handshake
                }
            case .webSocketProtocol:
                guard !field.isNominated else { throw .handshake }
                chosen.append(field.value)
            default:
                break
            }
        }
        guard upgrades == 1, accepts.count == 1, chosen.count <= 1 else { throw .handshake }
        guard buffer.bytes(of: accepts[0]) == WebSocketAccept.value(for: offer.key) else { throw .handshake }
        // Neither a subprotocol nor an extension that was not asked for.
        guard chosen.allSatisfy({ offer.subprotocols.contains(buffer.bytes(of: $0)) }) else { throw .handshake }
        guard extensions.allSatisfy({ offer.extensions.contains($0) }) else { throw .handshake }
        self.hasSubprotocol = !chosen.isEmpty
        self.hasExtensions = !extensions.isEmpty
    }
}
