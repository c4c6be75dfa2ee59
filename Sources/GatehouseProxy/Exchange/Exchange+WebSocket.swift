import GatehouseJOSE
import GatehousePolicy
import NIOCore

extension Exchange {
    /// The upstream has switched protocols: to the WebSocket that it was asked for, or it breaks the protocol.
    func protocolSwitched(_ head: ResponseHead, fields: [FieldSlice], from source: ByteBuffer) throws(MessageRefusal) {
        // RFC 9110 §15.2.2: nobody switches without having been asked.
        guard let offer = webSocket, !machine.isEnded, let client = downstream as? any SwitchingClient,
            let upstream = upstream?.wholeConnection
        else { throw .handshake }
        let answer = try WebSocketAnswer(head, fields: fields, in: source, to: offer)
        // RFC 6455 §4.1: the client waits for this answer. What it sent before is no frame, whatever it looks like.
        guard !client.holdsBytes else { return requestBroken(.upgrade(.earlyBytes)) }
        machine.protocolSwitched()
        status = head.status
        if loop.recordsAccess { answeredAt = loop.uptime() }
        let tunnel = tunnel(client, upstream, answer)
        let writer = writer
        self.downstream = nil
        self.upstream = nil
        request = nil
        loop.activeRequests -= 1
        loop.webSockets += 1
        loop.finish(outcome, facts: facts, snapshot: snapshot, peer: client.peerText, part: .opening)
        upstream.become(tunnel)
        client.become(tunnel)
        loop.startOut()
        writer.writeSwitching(
            head,
            fields: fields,
            from: source,
            confirmsToken: offer.token != nil && !answer.hasSubprotocol,
            name: facts.name,
            // An answer with 200 tells the time as any other.
            date: hasFrames && !head.kinds.contains(.date) ? loop.date : [],
            into: &loop.out
        )
        client.sendSwitching()
        tunnel.begin()
    }

    func tunnel(
        _ client: any SwitchingClient,
        _ upstream: UpstreamConnection,
        _ answer: WebSocketAnswer
    ) -> WebSocketTunnel {
        let peer = client.peerText
        return WebSocketTunnel(
            client: client,
            upstream: upstream,
            allowsReservedBits: answer.hasExtensions,
            watch: TokenWatch(facts.admission, snapshot),
            loop: loop
        ) { [self] tunnel in
            loop.webSockets -= 1
            attempt.leave()
            failure = tunnel.failure
            if let failure { loop.countFailure(failure) }
            requestBytes = tunnel.requestBytes
            responseBytes = tunnel.responseBytes
            loop.finish(outcome, facts: facts, snapshot: snapshot, peer: peer, part: .ending)
        }
    }
}
