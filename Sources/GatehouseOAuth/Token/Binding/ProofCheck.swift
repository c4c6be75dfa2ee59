package import GatehouseJOSE

/// Judges the proofs of possession that come to the server's endpoints (RFC 9449 §5, §7).
package struct ProofCheck: Sendable {
    /// How far the clock of a client may be from ours, in seconds.
    package static let windowSeconds: Int64 = 60

    private let issuer: String
    private let nonces: DPoPNonce?
    private let replays: ProofReplays

    /// Derives the nonces, if the configuration wants them, from the server's root key.
    package init(configuration: AuthorizationServerConfiguration, root: SealingKey, capacity: Int = 200_000) {
        issuer = configuration.issuer
        nonces = configuration.people.requiresProofNonces ? DPoPNonce(key: root) : nil
        // A proof is accepted as long before its instant as after it.
        replays = ProofReplays(capacity: capacity, holdSeconds: 2 * Self.windowSeconds + 1)
    }

    /// The thumbprint of the key that the request proves; nil if it has no proof.
    ///
    /// With an access token the proof must have been made for it (RFC 9449 §4.3, item 12).
    package func thumbprint(
        provedBy request: EndpointRequest,
        accessToken: String? = nil
    ) throws(OAuthError) -> String? {
        guard let text = request.proofs.first else { return nil }
        // RFC 9449 §4.3, item 1: there is not more than one field.
        guard request.proofs.count == 1 else { throw OAuthError(.several) }
        let proof: DPoPProof
        do {
            proof = try DPoPProof(parsing: text)
            try proof.check(
                method: request.method,
                url: issuer + request.path,
                accessToken: accessToken.map { Array($0.utf8) },
                now: request.now,
                window: Self.windowSeconds
            )
        } catch {
            throw OAuthError(error)
        }
        try checkNonce(of: proof, now: request.now)
        switch replays.use(thumbprint: proof.thumbprint, jti: proof.jti, now: request.now) {
        case .used: return proof.thumbprint
        case .replayed: throw OAuthError(.replayed)
        case .full: throw OAuthError(.temporarilyUnavailable, "The server has no room for another proof.")
        }
    }

    /// RFC 9449 §8.2: the nonce that the next proof should have; nil if none is asked for.
    package func nextNonce(now: Int64) -> String? {
        nonces?.current(now: now)
    }

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

extension OAuthError {
    /// RFC 9449 §5: what is wrong with a proof is no secret, since its sender made it.
    init(_ refusal: DPoPRefusal) {
        code = .invalidDPoPProof
        description = refusal.description + "."
        detail = refusal.reason
        dpopNonce = nil
    }
}
