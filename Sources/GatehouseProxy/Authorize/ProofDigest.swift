import GatehouseJOSE

/// Names one DPoP proof in 128 bits, by its key and its `jti` (RFC 9449 §11.1).
struct ProofDigest: Hashable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// With a key of this process alone, nobody can foresee a digest.
    init(_ proof: DPoPProof, key: SealingKey) {
        // A thumbprint's length is fixed: no two pairs make the same text.
        let code = key.hmac(Array(proof.thumbprint.utf8) + Array(proof.jti.utf8))
        self.high = code.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        self.low = code.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
