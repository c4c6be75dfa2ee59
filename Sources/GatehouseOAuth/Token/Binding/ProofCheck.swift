package import GatehouseJOSE

/// Judges the proofs of possession that come to the server's endpoints (RFC 9449 §5, §7).
///
/// Anybody can make a proof, so none is remembered until its sender has shown something good: who has nothing takes no
/// room from others.
package struct ProofCheck: Sendable {
    /// How far the clock of a client may be from ours, in seconds.
    package static let windowSeconds: Int64 = 60

    private let issuer: String
    private let nonces: DPoPNonce?
    private let replays: ProofReplays

    /// Derives the nonces, if the configuration wants them, from the server's root key.
    package init(
        configuration: AuthorizationServerConfiguration,
        root: SealingKey,
        replays: ProofReplays = ProofReplays()
    ) {
        issuer = configuration.issuer
        nonces = configuration.people.requiresProofNonces ? DPoPNonce(key: root) : nil
        self.replays = replays
    }

    /// The proof of a request, good but for what `ensureUnused` asks; nil if the request has none.
    ///
    /// With an access token the proof must have been made for it (RFC 9449 §4.3, item 12).
    package func proof(of request: EndpointRequest, accessToken: String? = nil) throws(OAuthError) -> DPoPProof? {
        guard let text = request.proofs.first else { return nil }
        // RFC 9449 §4.3, item 1: there is not more than one field.
        guard request.proofs.count == 1 else { throw OAuthError(.several) }
        let proof: DPoPProof
        do {
            proof = try DPoPProof(parsing: text)
            try proof.check(
                method: request.method,
                url: (request.origin ?? issuer) + request.path,
                accessToken: accessToken.map { Array($0.utf8) },
                now: request.now,
                window: Self.windowSeconds
            )
        } catch {
            throw OAuthError(error)
        }
        try checkNonce(of: proof, now: request.now)
        return proof
    }

    /// Refuses a proof that could not be spent now.
    package func ensureUnused(_ proof: DPoPProof, by holder: ProofHolder, now: Int64) throws(OAuthError) {
        try Self.check(replays.foresee(ProofName(proof), until: Self.expiry(of: proof), by: holder, now: now))
    }

    /// Uses a proof, once; only for who has shown a good grant, token or secret beside it.
    package func spend(_ proof: DPoPProof, by holder: ProofHolder, now: Int64) throws(OAuthError) {
        try Self.check(replays.use(ProofName(proof), until: Self.expiry(of: proof), by: holder, now: now))
    }

    /// RFC 9449 §8.2: the nonce that the next proof should have; nil if none is asked for.
    package func nextNonce(now: Int64) -> String? {
        nonces?.current(now: now)
    }

    private static func check(_ outcome: ProofReplays.Outcome) throws(OAuthError) {
        switch outcome {
        case .used: break
        case .replayed: throw OAuthError(.replayed)
        case .full: throw OAuthError(.temporarilyUnavailable, "The server has no room for another proof.")
        case .unknown:
            throw OAuthError(.temporarilyUnavailable, "The server cannot tell whether the proof was used before.")
        }
    }

    /// `proof` was checked, so it is of about now.
    private static func expiry(of proof: DPoPProof) -> Int64 { proof.issuedAt + windowSeconds }

    private func checkNonce(of proof: DPoPProof, now: Int64) throws(OAuthError) {
        guard let nonces else { return }
        guard let nonce = proof.nonce, nonces.age(of: nonce, now: now) != nil else {
            throw OAuthError(
                .useDPoPNonce,
                "The proof needs the nonce of this server.",
                dpopNonce: nonces.current(now: now)
            )
        }
    }
}

extension ProofName {
    fileprivate init(_ proof: DPoPProof) {
        self.init(thumbprint: proof.thumbprint, jti: proof.jti)
    }
}

extension OAuthError {
    /// RFC 9449 §5: what is wrong with a proof is no secret, since its sender made it.
    init(_ refusal: DPoPRefusal) {
        code = .invalidDPoPProof
        description = refusal.description + "."
        detail = refusal.reason
        dpopNonce = nil
    }
}
