import NIOCore

/// One direction of a WebSocket: what came, and how much of it may go on.
struct WebSocketDirection {
    private var scanner: WebSocketFrameScanner
    /// The start of a header that is not whole.
    private var held = ByteBuffer()
    /// Bytes that have gone on.
    private(set) var carried: Int64 = 0

    init(isMasked: Bool, allowsReservedBits: Bool) {
        self.scanner = WebSocketFrameScanner(isMasked: isMasked, allowsReservedBits: allowsReservedBits)
    }

    /// Whether the receiver has got a part of a frame and waits for the rest.
    var isInFrame: Bool { scanner.isInFrame }
    /// Whether its Close has gone on.
    var hasClosed: Bool { scanner.hasClosed }

    /// Takes what came: what may go on of it, and why no more.
    mutating func take(
        _ bytes: ByteBuffer,
        stopsAtFrameEnd: Bool
    ) -> (passing: ByteBuffer, end: WebSocketFrameScanner.End) {
        var bytes = bytes
        if held.readableBytes > 0 {
            held.writeBuffer(&bytes)
            bytes = held
            held = ByteBuffer()
        }
        let scan = scanner.scan(bytes.readableBytesSpan, stopsAtFrameEnd: stopsAtFrameEnd)
        let passing = bytes.readSlice(length: scan.passed) ?? ByteBuffer()
        carried += Int64(scan.passed)
        // A copy of a few bytes, so that they do not keep all the memory that they came in.
        if scan.end == .more, bytes.readableBytes > 0 { held = ByteBuffer(bytes: bytes.readableBytesView) }
        return (passing, scan.end)
    }
}
