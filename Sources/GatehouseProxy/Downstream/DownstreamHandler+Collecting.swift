import NIOCore

/// Reads the body of a request to the issuer's own site whole.
extension DownstreamHandler {
    /// Reads the body before a connection to the site is taken: there are few of them, and clients may be slow.
    func collect(_ facts: ExchangeFacts, _ request: UpstreamRequest, _ snapshot: LoopSnapshot) {
        collection = CollectedRequest(facts, request, snapshot)
        state = .collecting
        setDeadline(after: loop.configuration.timeouts.issuerBody)
        if facts.expectsContinue {
            // RFC 9110 §10.1.1. The site is ours, so its answer to the expectation is given here.
            write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))
            flushSoon()
        }
    }

    func collectBody() -> Bool {
        do throws(MessageRefusal) {
            switch try body.next(&buffer) {
            case .data(let part):
                collection?.append(part)
                if body.received > Int64(loop.configuration.limits.issuerBodyBytes) {
                    refuseCollected(.bodyTooLarge)
                } else if body.isComplete {
                    finishCollecting()
                }
                return true
            case .end:
                finishCollecting()
                return true
            case .needMore:
                return false
            }
        } catch {
            refuseCollected(.malformed(error))
            return true
        }
    }

    func finishCollecting() {
        guard var collected = collection else { return }
        collection = nil
        collected.complete()
        start(collected.facts, collected.request, collected.snapshot)
    }

    func refuseCollected(_ refusal: Refusal) {
        guard var collected = collection else { return }
        collection = nil
        collected.giveUpConnection()
        refuse(refusal, collected.facts, collected.snapshot)
    }
}
