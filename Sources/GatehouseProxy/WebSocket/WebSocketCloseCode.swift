import NIOCore

/// Why the gate closes a WebSocket: the status code in its Close (RFC 6455 §7.4).
enum WebSocketCloseCode: UInt16, Sendable, CaseIterable {
    /// The server stops, nobody moved for too long, or the other end is to blame.
    case goingAway = 1001
    /// The receiver broke the protocol.
    case protocolError = 1002
    /// The upstream broke the protocol: 502, so to say (IANA's WebSocket Close Code Number Registry).
    case badGateway = 1014
    /// The token that had opened the WebSocket has expired or was revoked (contract §5).
    case tokenEnded = 4401

    /// The whole frame; with a mask for an upstream, to whom the gate is a client (RFC 6455 §5.3).
    func frame(mask: UInt32? = nil) -> ByteBuffer {
        var frame = ByteBuffer()
        frame.writeInteger(UInt8(0x88))
        if let mask {
            frame.writeMultipleIntegers(UInt8(0x82), mask, rawValue ^ UInt16(truncatingIfNeeded: mask &>> 16))
        } else {
            frame.writeMultipleIntegers(UInt8(0x02), rawValue)
        }
        return frame
    }
}
