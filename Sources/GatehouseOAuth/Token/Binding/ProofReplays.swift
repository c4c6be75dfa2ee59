import Crypto
import Synchronization

/// Remembers the proofs of possession that were used at the server's endpoints (RFC 9449 §11.1).
///
/// It is bounded: when it is full it takes no proof, because it could not tell the next one from a replay.
package final class ProofReplays: Sendable {
    /// What became of a proof.
    package enum Outcome: Sendable, Equatable {
        /// It was not used before; from now on it is.
        case used
        case replayed
        case full
    }

    /// The first half of SHA-256 over key and `jti`.
    private struct Name: Hashable {
        let high: UInt64
        let low: UInt64
    }

    private struct Uses {
        var current: Set<Name> = []
        var previous: Set<Name> = []
        var turnsAt = Int64.min
    }

    private let capacity: Int
    private let holdSeconds: Int64
    private let uses = Mutex(Uses())

    /// Remembers at most so many, each for `holdSeconds` at least.
    package init(capacity: Int = 200_000, holdSeconds: Int64) {
        self.capacity = capacity
        self.holdSeconds = holdSeconds
    }

    /// Uses a proof, once.
    package func use(thumbprint: String, jti: String, now: Int64) -> Outcome {
        let name = Self.name(thumbprint, jti)
        return uses.withLock { uses in
            turn(&uses, now: now)
            guard !uses.current.contains(name), !uses.previous.contains(name) else { return .replayed }
            guard uses.current.count + uses.previous.count < capacity else { return .full }
            uses.current.insert(name)
            return .used
        }
    }

    /// Two generations: what was used lately is in one of them, and forgetting is cheap.
    private func turn(_ uses: inout Uses, now: Int64) {
        guard now >= uses.turnsAt else { return }
        let isLongAgo = now >= uses.turnsAt.addingReportingOverflow(holdSeconds).partialValue
        uses.previous = isLongAgo ? [] : uses.current
        uses.current = []
        uses.turnsAt = now + holdSeconds
    }

    private static func name(_ thumbprint: String, _ jti: String) -> Name {
        var hash = SHA256()
        // Neither has a space.
        var text = thumbprint + " " + jti
        text.withUTF8 { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        let digest = hash.finalize()
        return digest.withUnsafeBytes {
            Name(
                high: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                low: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
        }
    }
}
