import NIOCore

/// Writes the head that an upstream gets for a request (contract §5, "To the upstream").
struct UpstreamHeadWriter {
    /// Who answers the request, which decides what it may see.
    enum Destination: Equatable {
        /// An application's upstream: no cookie of ours, and the token only if the application asks for it.
        case application(forwardsToken: Bool)
        /// The issuer's site over `control.sock`: credentials stay, `X-Gatehouse-Peer/-Proto/-Host` are set.
        case control
    }

    var destination: Destination
    /// The path of the upstream's own URL without its last slash; empty for none.
    var basePath: [UInt8] = []
    /// How many bytes of the canonical path are the mount prefix that is not forwarded.
    var strippedPrefixLength = 0
    /// Whether the client's `Host` is not forwarded.
    var replacesHost = false
    /// The whole `Host` line in its place; empty if the endpoint that carries the request puts one there.
    var hostLine: [UInt8] = []

    /// Writes a request's head.
    ///
    /// - Parameters:
    ///   - head: The parsed request.
    ///   - fields: Its field lines.
    ///   - source: The buffer that was parsed, unchanged.
    ///   - path: The canonical path.
    ///   - framing: How the body is framed to the upstream: `.none`, `.length` or `.chunked`.
    ///   - identity: Whole `X-Gatehouse-…` lines about the token's bearer; empty for none.
    ///   - name: The value of `X-Request-Id`.
    ///   - spanID: The new parent id of `traceparent`; not zero.
    ///   - forwarded: The facts about the client's connection.
    ///   - webSocket: What the upstream is asked to switch to.
    ///   - output: What it is appended to.
    func write(
        _ head: RequestHead,
        fields: [FieldSlice],
        from source: ByteBuffer,
        path: [UInt8],
        framing: BodyFraming,
        identity: [UInt8],
        name: RequestName,
        spanID: UInt64,
        forwarded: ForwardedHeaders,
        webSocket: WebSocketOffer? = nil,
        into output: inout ByteBuffer
    ) {
        // The request's values can appear twice: a trusted proxy's chain is dropped where it stood and continued below.
        let maximumLength =
            2 * head.headLength + 3 * head.authority.count + path.count + basePath.count + identity.count
            + hostLine.count
            + name.count + forwarded.maximumLength + 512
        source.withUnsafeReadableBytes { source in
            output.writeHead(maximumLength: maximumLength) { cursor in
                appendRequestLine(head, path: path, source, &cursor)
                cursor.append(hostLine)
                let trace = continuedTrace(head, fields, source)
                var removed = removedKinds(head, framing: framing, isTraced: trace != nil)
                if replacesHost { removed.insert(.host) }
                if believesCertificate(head, fields, forwarded) { removed.remove(.clientCertificate) }
                if let webSocket { removed = self.removed(removed, for: webSocket) }
                appendFields(head, fields, removed: removed, source, &cursor)
                appendFraming(head, framing, isUpgrade: webSocket != nil, &cursor)
                if let webSocket { appendUpgrade(webSocket, source, &cursor) }
                cursor.append(identity)
                cursor.append("X-Request-Id: ")
                name.append(to: &cursor)
                cursor.append("\r\n")
                TraceContext.append(
                    continuing: trace,
                    in: source,
                    traceID: name.identifier,
                    spanID: spanID,
                    to: &cursor
                )
                if destination == .control {
                    forwarded.appendGatewayFacts(head, fields, in: source, to: &cursor)
                } else {
                    forwarded.append(head, fields, in: source, to: &cursor)
                }
                cursor.append("\r\n")
            }
        }
    }

    @inline(__always)
    private func appendRequestLine(
        _ head: RequestHead,
        path: [UInt8],
        _ source: UnsafeRawBufferPointer,
        _ cursor: inout HeadCursor
    ) {
        cursor.append(source, head.methodRange)
        cursor.append(byte: UInt8(ascii: " "))
        if head.targetForm == .asterisk {
            cursor.append(byte: UInt8(ascii: "*"))
        } else {
            cursor.append(basePath)
            if strippedPrefixLength < path.count {
                cursor.append(path, from: strippedPrefixLength)
            } else {
                cursor.append(byte: UInt8(ascii: "/"))
            }
            cursor.append(source, head.query)
        }
        cursor.append(" HTTP/1.1\r\n")
    }

    /// Copies the field lines, as few runs as there are lines between removed ones.
    @inline(__always)
    private func appendFields(
        _ head: RequestHead,
        _ fields: [FieldSlice],
        removed: FieldKindSet,
        _ source: UnsafeRawBufferPointer,
        _ cursor: inout HeadCursor
    ) {
        let filtersCookies = destination != .control && head.kinds.contains(.cookie)
        var runStart = head.fieldsStart
        if head.hasNominations || filtersCookies || head.kinds.intersects(removed) {
            let bytes = RawSpan(_unsafeBytes: source)
            for index in fields.indices {
                let field = fields[index]
                let isRemoved = field.isNominated || removed.contains(field.kind)
                let isFiltered =
                    !isRemoved && filtersCookies && field.kind == .cookie
                    && CookieFilter.hasOwnCookie(bytes, field.value)
                guard isRemoved || isFiltered else { continue }
                cursor.append(source, from: runStart, to: Int(field.start))
                if isFiltered { CookieFilter.append(bytes, field.value, source: source, to: &cursor) }
                runStart = index &+ 1 < fields.count ? Int(fields[index &+ 1].start) : head.fieldsEnd
            }
        }
        cursor.append(source, from: runStart, to: head.fieldsEnd)
    }

    /// What is never forwarded, whoever answers.
    private static let alwaysRemoved: FieldKindSet = [
        .lookalike, .identity, .hopByHop, .connection, .te, .upgrade, .transferEncoding, .requestID, .traceParent,
        .forwarded, .forwardedFor, .forwardedProto, .forwardedHost, .clientCertificate, .webSocket, .webSocketProtocol,
    ]

    /// Whether the issuer's site learns of the certificate: one, from a trusted proxy (RFC 9440 §2.4).
    @inline(__always)
    private func believesCertificate(
        _ head: RequestHead,
        _ fields: [FieldSlice],
        _ forwarded: ForwardedHeaders
    ) -> Bool {
        guard head.kinds.contains(.clientCertificate) else { return false }
        guard destination == .control, forwarded.isPeerTrusted else { return false }
        return SoleField(.clientCertificate, of: head, in: fields).value != nil
    }

    @inline(__always)
    private func removedKinds(_ head: RequestHead, framing: BodyFraming, isTraced: Bool) -> FieldKindSet {
        var removed = Self.alwaysRemoved
        if destination == .application(forwardsToken: false) {
            removed.insert(.authorization)
            // A proof is for whoever takes the token.
            removed.insert(.dpop)
        }
        // W3C Trace Context §3.3: without a valid traceparent, tracestate means nothing.
        if !isTraced { removed.insert(.traceState) }
        if framing != .chunked { removed.insert(.trailer) }
        if framing != head.framing { removed.insert(.contentLength) }
        // RFC 9110 §10.1.1: an HTTP/1.0 client cannot be told to continue; the issuer's site gets the body with the head.
        if head.version == .http10 || destination == .control { removed.insert(.expect) }
        return removed
    }

    private func continuedTrace(
        _ head: RequestHead,
        _ fields: [FieldSlice],
        _ source: UnsafeRawBufferPointer
    ) -> ByteRange? {
        guard head.kinds.contains(.traceParent) else { return nil }
        var value: ByteRange?
        for field in fields where field.kind == .traceParent {
            guard value == nil else { return nil }
            value = field.value
        }
        guard let value, TraceContext.isValid(RawSpan(_unsafeBytes: source), value) else { return nil }
        return value
    }

    @inline(__always)
    private func appendFraming(
        _ head: RequestHead,
        _ framing: BodyFraming,
        isUpgrade: Bool,
        _ cursor: inout HeadCursor
    ) {
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
        // RFC 9110 §10.1.4: TE is for one connection; whoever sends it lists it in Connection.
        if head.acceptsTrailers, !isUpgrade { cursor.append("TE: trailers\r\nConnection: TE\r\n") }
    }
}

// MARK: - WebSocket

extension UpstreamHeadWriter {
    /// A handshake keeps its fields, and its subprotocols unless there is a token among them.
    private func removed(_ kinds: FieldKindSet, for webSocket: WebSocketOffer) -> FieldKindSet {
        var kinds = kinds
        kinds.remove(.webSocket)
        if webSocket.token == nil { kinds.remove(.webSocketProtocol) }
        return kinds
    }

    private func appendUpgrade(
        _ webSocket: WebSocketOffer,
        _ source: UnsafeRawBufferPointer,
        _ cursor: inout HeadCursor
    ) {
        cursor.append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
        guard let token = webSocket.token else { return }
        // Contract §5: the word and the token stay here.
        for (index, name) in webSocket.subprotocols.enumerated() {
            cursor.append(index == 0 ? "Sec-WebSocket-Protocol: " : ", ")
            cursor.append(name)
        }
        if !webSocket.subprotocols.isEmpty { cursor.append("\r\n") }
        if destination == .application(forwardsToken: true) {
            cursor.append("Authorization: Bearer ")
            cursor.append(source, token)
            cursor.append("\r\n")
        }
    }
}
