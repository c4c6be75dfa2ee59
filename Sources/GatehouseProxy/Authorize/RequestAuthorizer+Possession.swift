import GatehouseJOSE
import NIOCore

/// Finds out which keys the sender of a request has proved to hold.
extension RequestAuthorizer {
    /// How far a proof's `iat` may be from our time, in seconds (RFC 9449 §11.1).
    private static let proofWindow: Int64 = 60

    /// The DPoP proof that came with a token of the scheme DPoP, if it was made for this request.
    func proof(for entry: AuthorizedToken, in buffer: ByteBuffer) throws(Refusal) -> DPoPProof {
        let parser = loop.requestParser
        let range: ByteRange
        switch SoleField(.dpop, of: parser.head, in: parser.fields) {
        case .absent: throw .invalidProof(.missing)
        // RFC 9449 §4.3, item 1.
        case .several: throw .invalidProof(.wrong(.several))
        case .one(let value): range = value
        }
        let token = entry.bytes
        let proof: DPoPProof
        do throws(DPoPRefusal) {
            proof = try DPoPProof(parsing: buffer.readableBytesUInt8Span.extracting(range.range))
            try proof.check(
                method: buffer.text(of: parser.head.methodRange),
                url: addressedURL(in: buffer),
                accessToken: token.span,
                now: now,
                window: Self.proofWindow
            )
        } catch {
            throw .invalidProof(.wrong(error))
        }
        try checkNonce(of: proof)
        return proof
    }

    /// RFC 9449 §9: a nonce is one of ours, and there is one where we ask for it.
    private func checkNonce(of proof: DPoPProof) throws(Refusal) {
        guard proof.nonce != nil || loop.configuration.requiresDPoPNonces else { return }
        guard let nonces = loop.nonces else { throw .invalidProof(.unknownNonce) }
        guard let nonce = proof.nonce, nonces.age(of: nonce, now: now) != nil else {
            throw .useNonce(nonces.current(now: now))
        }
    }

    /// Uses up a proof: last, so that nobody without a good token can fill the memory.
    func spend(_ proof: DPoPProof) throws(Refusal) {
        let uptime = Int64(loop.coarseUptime() / 1_000_000_000)
        // One window longer than it needs: a clock that is set back by so much revives nothing.
        let life = proof.issuedAt - now + 2 * Self.proofWindow
        switch loop.spentProofs.spend(proof, until: uptime + life, now: uptime) {
        case .spent: return
        case .replayed: throw .invalidProof(.wrong(.replayed))
        case .full: throw .invalidProof(.full)
        }
    }

    /// The thumbprint of the certificate that the client has shown in its handshake with us, or with a trusted proxy that
    /// says so (RFC 9440 §2.2); anybody else's word counts nothing.
    func certificateThumbprint(in buffer: ByteBuffer) -> String? {
        // What a trusted proxy shows us is its own and no client's.
        guard isPeerTrusted else { return security.certificate?.thumbprint }
        let parser = loop.requestParser
        guard
            let range = SoleField(.clientCertificate, of: parser.head, in: parser.fields).value,
            let der = ClientCertificateField.der(of: buffer.readableBytesUInt8Span.extracting(range.range))
        else { return nil }
        return CertificateThumbprint.of(der: der)
    }

    /// The URL that the client addressed, as a proof names it (RFC 9449 §4.2, `htu`), without the query.
    private func addressedURL(in buffer: ByteBuffer) -> String {
        let parser = loop.requestParser
        let proto = isPeerTrusted ? ForwardedHeaders.last(.forwardedProto, parser.fields) : nil
        let host = isPeerTrusted ? ForwardedHeaders.last(.forwardedHost, parser.fields) : nil
        let scheme = proto.map { buffer.text(of: $0) } ?? (security.isSecure || snapshot.isSecure ? "https" : "http")
        let authority = buffer.text(of: host ?? parser.head.authority)
        return "\(scheme)://\(authority)" + String(decoding: loop.normalizer.path, as: UTF8.self)
    }
}
