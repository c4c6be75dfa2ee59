import NIOCore

/// What became of the request head that a loop's parser holds.
struct JudgedRequest {
    let facts: ExchangeFacts
    let snapshot: LoopSnapshot
    let verdict: Verdict

    enum Verdict {
        case refuse(Refusal)
        /// For an application.
        case forward(UpstreamRequest)
        /// For the issuer's own site, which gets bodies whole.
        case collect(UpstreamRequest)
        /// Another authorization server has to be asked first; then the head is judged once more.
        case wait(Consultation)
    }
}

extension LoopState {
    /// Judges the head that the parser has read from the front of a buffer, whatever protocol its client speaks.
    @inline(__always)
    func judge(
        _ buffer: ByteBuffer,
        role: ListenerRole,
        isPeerTrusted: Bool,
        peer: String,
        security: ConnectionSecurity,
        forwarded: ForwardedHeaders,
        version: HTTPVersion,
        resuming waited: JudgedRequest? = nil
    ) -> JudgedRequest {
        let started = waited?.facts.started ?? uptime()
        let head = requestParser.head
        let snapshot = snapshot
        var admission =
            role == .redirecting
            ? redirection(in: buffer)
            : RequestAuthorizer(
                loop: self,
                snapshot: snapshot,
                isPeerTrusted: isPeerTrusted,
                peer: peer,
                security: security,
                resuming: waited?.facts.admission
            )
            .admit(in: buffer)
        if case .length(let length) = head.framing, isOverLimit(length, of: admission) {
            admission.verdict = .refuse(.bodyTooLarge)
        }
        let foreign = isPeerTrusted && !head.requestID.isEmpty ? buffer.bytes(of: head.requestID) : nil
        let facts = ExchangeFacts(
            name: RequestName(identifiers.identifier(), foreign: foreign),
            admission: admission,
            method: head.method,
            version: version,
            framing: head.framing,
            expectsContinue: head.expectsContinue,
            isGRPC: head.isGRPC,
            isKeepAlive: head.isKeepAlive && !isDraining,
            methodText: recordsAccess ? buffer.text(of: head.methodRange) : "",
            path: recordsAccess ? String(decoding: normalizer.path, as: UTF8.self) : "",
            started: started
        )
        switch admission.verdict {
        case .refuse(let refusal):
            return JudgedRequest(facts: facts, snapshot: snapshot, verdict: .refuse(refusal))
        case .wait(let consultation):
            return JudgedRequest(facts: facts, snapshot: snapshot, verdict: .wait(consultation))
        case .forward(let passage):
            let request = UpstreamRequest(
                passage,
                token: admission.token,
                webSocket: admission.webSocket,
                name: facts.name,
                forwarded: forwarded,
                from: buffer,
                snapshot: snapshot,
                loop: self
            )
            if case .issuer = passage, head.framing.hasBody {
                return JudgedRequest(facts: facts, snapshot: snapshot, verdict: .collect(request))
            }
            return JudgedRequest(facts: facts, snapshot: snapshot, verdict: .forward(request))
        }
    }

    /// Writes down a request whose client has left before anybody could decide about it.
    func finishDeparted(_ waited: JudgedRequest, peer: String) {
        let outcome = RequestOutcome(admission: waited.facts.admission, status: 0, started: waited.facts.started)
        finish(outcome, facts: waited.facts, snapshot: waited.snapshot, peer: peer)
    }

    /// The facts about a request whose head cannot be read.
    func facts(ofMalformed refusal: Refusal, version: HTTPVersion) -> ExchangeFacts {
        ExchangeFacts(
            name: RequestName(identifiers.identifier()),
            admission: Admission(.refuse(refusal)),
            method: .other,
            version: version,
            framing: .none,
            expectsContinue: false,
            isGRPC: false,
            isKeepAlive: false,
            methodText: "",
            path: "",
            started: uptime()
        )
    }

    /// Whether a body, or what has come of it, is longer than it may be.
    func isOverLimit(_ length: Int64, of admission: Admission) -> Bool {
        if case .forward(.issuer) = admission.verdict {
            return length > Int64(configuration.limits.issuerBodyBytes)
        }
        return configuration.limits.bodyBytes > 0 && length > configuration.limits.bodyBytes
    }

    /// Writes the answer to a refused request to `out`.
    func writeRefusal(
        _ refusal: Refusal,
        _ facts: ExchangeFacts,
        challenge: ChallengeContext?,
        closes: Bool,
        strictTransport: [UInt8]
    ) {
        startOut()
        ErrorResponses.write(
            refusal,
            challenge: challenge,
            toHead: facts.method == .head,
            toGRPC: facts.isGRPC,
            closes: closes,
            name: facts.name,
            added: facts.admission.rateLimits.isEmpty
                ? facts.admission.crossOrigin : facts.admission.rateLimits + facts.admission.crossOrigin,
            date: date,
            strictTransport: strictTransport,
            into: &out
        )
    }

    /// Counts a refused request, and writes it down.
    func finishRefused(
        _ refusal: Refusal,
        _ facts: ExchangeFacts,
        _ snapshot: LoopSnapshot,
        peer: String,
        isAnswered: Bool = true
    ) {
        let outcome = RequestOutcome(
            admission: facts.admission,
            status: isAnswered ? ErrorResponses.status(of: refusal, toGRPC: facts.isGRPC) : 0,
            started: facts.started
        )
        finish(outcome, facts: facts, snapshot: snapshot, peer: peer)
    }
}
