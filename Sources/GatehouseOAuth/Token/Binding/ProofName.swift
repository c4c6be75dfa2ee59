import Crypto

/// Names a proof of possession in few bytes: the first half of SHA-256 over key and `jti`.
package struct ProofName: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    package init(thumbprint: String, jti: String) {
        var hash = SHA256()
        // Neither has a space.
        var text = thumbprint + " " + jti
        text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        let digest = hash.finalize()
        (high, low) = digest.withUnsafeBytes {
            (
                $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
    }
}
