import NIOCore

/// Answers requests that go nowhere, and gets rid of their bodies.
extension DownstreamHandler {
    func refuse(_ refusal: Refusal, _ facts: ExchangeFacts, _ snapshot: LoopSnapshot) {
        let drains = mayDrain(facts)
        let closes = !facts.isKeepAlive || !drains || refusal.closesConnection
        write(refusal, facts, challenge: snapshot.challenge(for: facts.admission), closes: closes)
        loop.finishRefused(refusal, facts, snapshot, peer: peerText)
        exchangeEnded(closes ? .close : .drainRequest)
    }

    /// Whether the rest of a refused request is short enough to be read and thrown away.
    func mayDrain(_ facts: ExchangeFacts) -> Bool {
        switch facts.framing {
        case .none: true
        case .length(let length):
            length == 0 || !facts.expectsContinue && length <= Int64(loop.configuration.limits.drainBytes)
        case .chunked: !facts.expectsContinue
        case .untilClose: false
        }
    }

    /// A head that cannot be read: where the next one starts is not known.
    func refuseMalformed(_ refusal: Refusal) {
        let facts = loop.facts(ofMalformed: refusal, version: .http11)
        refuse(refusal, facts, loop.snapshot)
    }

    func write(_ refusal: Refusal, _ facts: ExchangeFacts, challenge: ChallengeContext?, closes: Bool) {
        loop.writeRefusal(
            refusal,
            facts,
            challenge: challenge,
            closes: closes,
            strictTransport: strictTransport
        )
        writeOut()
        flushSoon()
    }

    func drainBody() -> Bool {
        guard !body.isComplete else {
            awaitRequest()
            return true
        }
        do throws(MessageRefusal) {
            switch try body.next(&buffer) {
            case .data(let part):
                drained += part.readableBytes
                if drained > loop.configuration.limits.drainBytes { closeAfterWriting() }
                return true
            case .end:
                return true
            case .needMore:
                return false
            }
        } catch {
            closeAfterWriting()
            return true
        }
    }

    func discard() -> Bool {
        drained += buffer.readableBytes
        buffer = ByteBuffer()
        if drained > loop.configuration.limits.drainBytes { cut() }
        return false
    }
}
