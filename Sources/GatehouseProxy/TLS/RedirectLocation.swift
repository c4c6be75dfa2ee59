import NIOCore

/// Finds where a request in the clear has to go: the same host, path and query, over TLS.
enum RedirectLocation {
    /// The URL for a parsed request; nil for a target that has none.
    ///
    /// - Parameters:
    ///   - head: The parsed request; its host was checked.
    ///   - buffer: The buffer that was parsed.
    ///   - port: Where clients reach the public listener.
    /// - Returns: An absolute `https` URL of visible ASCII characters.
    static func url(of head: RequestHead, in buffer: ByteBuffer, port: Int) -> String? {
        guard head.targetForm != .asterisk, !head.authority.isEmpty else { return nil }
        let bytes = buffer.readableBytesSpan
        // The parser lets bytes beyond ASCII through in a target (RFC 3986 §2 does not); they are for no header field.
        for part in [head.path, head.query] where !part.isEmpty {
            guard FieldValue.isVisible(bytes, part, maximumLength: part.count) else { return nil }
        }
        let authority = buffer.text(of: hostAlone(head.authority, in: bytes)) + (port == 443 ? "" : ":\(port)")
        let path = head.path.isEmpty ? "/" : buffer.text(of: head.path)
        return "https://\(authority)\(path)" + buffer.text(of: head.query)
    }

    /// The host without the port of the listener in the clear.
    private static func hostAlone(_ authority: ByteRange, in bytes: RawSpan) -> ByteRange {
        var position = authority.upperBound
        while position > authority.lowerBound {
            position &-= 1
            switch bytes.byte(position) {
            case UInt8(ascii: ":"): return ByteRange(authority.lowerBound, position)
            case UInt8(ascii: "]"): return authority
            default: continue
            }
        }
        return authority
    }
}
