import NIOCore

/// A request that may be sent to an upstream.
///
/// Its only initializer takes a ``Passage``, which only ``RequestAuthorizer`` hands out: nothing reaches an upstream without one.
struct UpstreamRequest {
    let group: UpstreamGroup
    /// The head as the upstream gets it, and whatever of the body is sent with it.
    var bytes: ByteBuffer

    /// Writes the head of the request that the loop's parser and normalizer hold.
    init(
        _ passage: Passage,
        token: AuthorizedToken?,
        webSocket: WebSocketOffer?,
        name: RequestName,
        forwarded: ForwardedHeaders,
        from source: ByteBuffer,
        snapshot: LoopSnapshot,
        loop: LoopState
    ) {
        let head = loop.requestParser.head
        var bytes = loop.takeRequestBuffer(capacity: head.headLength + 1_024)
        snapshot.writer(for: passage, token: token)
            .write(
                head,
                fields: loop.requestParser.fields,
                from: source,
                path: loop.normalizer.path,
                framing: head.framing,
                identity: token?.identityLines ?? [],
                name: name,
                spanID: loop.identifiers.next() | 1,
                forwarded: forwarded,
                webSocket: webSocket,
                into: &bytes
            )
        self.bytes = bytes
        self.group = snapshot.group(for: passage, of: loop)
    }
}
