import NIOCore

/// Writes the head that a client gets for an upstream's response.
struct DownstreamHeadWriter {
    /// Who answered, which decides what the client may see.
    enum Origin: Equatable {
        /// An application's upstream; on a shared origin it may not reach beyond itself (contract §2).
        case application(isOriginShared: Bool)
        /// The issuer's site, which may set our own cookies.
        case control
    }

    var origin: Origin
    /// Whole lines that take the place of the upstream's own `Access-Control-*`; empty leaves those alone.
    var crossOrigin: [UInt8] = []
    /// Whole lines that tell of limits; empty for none.
    var rateLimits: [UInt8] = []
    /// The whole `Strict-Transport-Security` line, which replaces the upstream's; empty for none.
    var strictTransport: [UInt8] = []

    /// How a response's body is framed to the client.
    static func framing(of head: ResponseHead, for version: HTTPVersion) -> BodyFraming {
        switch head.framing {
        case .none, .length: head.framing
        // Contract §5.1: no chunks to HTTP/1.0; RFC 9112 §6.1.
        case .chunked, .untilClose: version == .http10 ? .untilClose : .chunked
        }
    }

    /// Writes a final response's head.
    ///
    /// - Parameters:
    ///   - head: The parsed response.
    ///   - fields: Its field lines.
    ///   - source: The buffer that was parsed, unchanged.
    ///   - framing: What `framing(of:for:)` said.
    ///   - closes: Whether the client's connection closes after this response.
    ///   - name: The value of `X-Request-Id`.
    ///   - date: The whole ready-made `Date` line with its CRLF, added if the upstream sent none.
    ///   - output: What it is appended to.
    func write(
        _ head: ResponseHead,
        fields: [FieldSlice],
        from source: ByteBuffer,
        framing: BodyFraming,
        closes: Bool,
        name: RequestName,
        date: [UInt8],
        into output: inout ByteBuffer
    ) {
        let maximumLength =
            head.headLength + name.count + date.count + crossOrigin.count + rateLimits.count + strictTransport.count
            + 192
        source.withUnsafeReadableBytes { source in
            output.writeHead(maximumLength: maximumLength) { cursor in
                appendFields(head, fields, removed: removedKinds(head, framing: framing), source, &cursor)
                switch framing {
                case .chunked:
                    cursor.append("Transfer-Encoding: chunked\r\n")
                case .length(let length) where head.framing != framing:
                    cursor.append("Content-Length: ")
                    cursor.appendDecimal(length)
                    cursor.append("\r\n")
                default:
                    break
                }
                // RFC 9110 §6.6.1: a recipient with a clock adds the Date that is missing.
                let isDateGone = head.hasNominations && fields.contains { $0.kind == .date && $0.isNominated }
                if isDateGone || !head.kinds.contains(.date) { cursor.append(date) }
                cursor.append(rateLimits)
                cursor.append(crossOrigin)
                cursor.append(strictTransport)
                cursor.append("X-Request-Id: ")
                name.append(to: &cursor)
                if closes || framing == .untilClose {
                    cursor.append("\r\nConnection: close\r\n\r\n")
                } else {
                    cursor.append("\r\n\r\n")
                }
            }
        }
    }

    /// Writes an interim (1xx) response's head; only for HTTP/1.1 clients (RFC 9110 §15.2).
    func writeInterim(
        _ head: ResponseHead,
        fields: [FieldSlice],
        from source: ByteBuffer,
        into output: inout ByteBuffer
    ) {
        source.withUnsafeReadableBytes { source in
            output.writeHead(maximumLength: head.headLength + 64) { cursor in
                appendFields(head, fields, removed: removedKinds(head, framing: .none), source, &cursor)
                cursor.append("\r\n")
            }
        }
    }

    /// Writes the head of a 101 that opens a WebSocket (RFC 6455 §4.2.2).
    ///
    /// - Parameters:
    ///   - head: The upstream's answer.
    ///   - fields: Its field lines.
    ///   - source: The buffer that was parsed, unchanged.
    ///   - confirmsToken: Whether `bearer` stands in for the subprotocol that the upstream did not choose.
    ///   - name: The value of `X-Request-Id`.
    ///   - date: The whole `Date` line; empty for none.
    ///   - output: What it is appended to.
    func writeSwitching(
        _ head: ResponseHead,
        fields: [FieldSlice],
        from source: ByteBuffer,
        confirmsToken: Bool,
        name: RequestName,
        date: [UInt8] = [],
        into output: inout ByteBuffer
    ) {
        source.withUnsafeReadableBytes { source in
            let added = strictTransport.count + rateLimits.count + crossOrigin.count + date.count
            output.writeHead(maximumLength: head.headLength + name.count + added + 192) { cursor in
                appendFields(head, fields, removed: removedKinds(head, framing: .none), source, &cursor)
                cursor.append(rateLimits)
                cursor.append(crossOrigin)
                cursor.append(strictTransport)
                cursor.append(date)
                cursor.append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
                if confirmsToken { cursor.append("Sec-WebSocket-Protocol: bearer\r\n") }
                cursor.append("X-Request-Id: ")
                name.append(to: &cursor)
                cursor.append("\r\n\r\n")
            }
        }
    }

    /// What is for one connection only, or set anew.
    private static let alwaysRemoved: FieldKindSet = [
        .hopByHop, .connection, .te, .upgrade, .transferEncoding, .requestID,
    ]

    @inline(__always)
    private func removedKinds(_ head: ResponseHead, framing: BodyFraming) -> FieldKindSet {
        var removed = Self.alwaysRemoved
        if origin == .application(isOriginShared: true) {
            removed.insert(.serviceWorkerAllowed)
            removed.insert(.clearSiteData)
        }
        if !crossOrigin.isEmpty { removed.insert(.accessControl) }
        if !strictTransport.isEmpty { removed.insert(.strictTransport) }
        if framing != .chunked { removed.insert(.trailer) }
        // RFC 9110 §8.6: no length in 1xx and 204; to HEAD and in 304 it tells of the body that is not there.
        let mayTellLength = framing == .none && head.status >= 200 && head.status != 204
        if framing != head.framing || (framing == .none && !mayTellLength) { removed.insert(.contentLength) }
        return removed
    }

    /// Appends the status line and the field lines that stay.
    @inline(__always)
    private func appendFields(
        _ head: ResponseHead,
        _ fields: [FieldSlice],
        removed: FieldKindSet,
        _ source: UnsafeRawBufferPointer,
        _ cursor: inout HeadCursor
    ) {
        var runStart = 0
        if head.version != .http11 || head.reason.lowerBound < 13 {
            appendStatusLine(head, source, &cursor)
            runStart = head.fieldsStart
        }
        let filtersCookies = origin != .control && head.kinds.contains(.setCookie)
        if head.hasNominations || filtersCookies || head.kinds.intersects(removed) {
            let bytes = RawSpan(_unsafeBytes: source)
            for index in fields.indices {
                let field = fields[index]
                let isOwnCookie =
                    filtersCookies && field.kind == .setCookie && CookieFilter.setsOwnCookie(bytes, field.value)
                guard isOwnCookie || field.isNominated || removed.contains(field.kind) else { continue }
                cursor.append(source, from: runStart, to: Int(field.start))
                runStart = index &+ 1 < fields.count ? Int(fields[index &+ 1].start) : head.fieldsEnd
            }
        }
        cursor.append(source, from: runStart, to: head.fieldsEnd)
    }

    /// RFC 9110 §2.5: we answer with our own version, whatever the upstream speaks.
    private func appendStatusLine(_ head: ResponseHead, _ source: UnsafeRawBufferPointer, _ cursor: inout HeadCursor) {
        cursor.append("HTTP/1.1 ")
        cursor.appendDecimal(Int64(head.status))
        cursor.append(byte: UInt8(ascii: " "))
        cursor.append(source, head.reason)
        cursor.append("\r\n")
    }
}
