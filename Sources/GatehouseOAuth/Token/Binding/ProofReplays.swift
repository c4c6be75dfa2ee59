import Synchronization

/// Remembers the proofs of possession that were used at the server's endpoints (RFC 9449 §11.1).
///
/// It is bounded: who has no room left gets no proof taken, because the next one could not be told from a replay. Each
/// kind of holders has a part of its own, and each client a share of it, so that nobody fills what others need.
package final class ProofReplays: Sendable {
    /// What became of a proof.
    package enum Outcome: Sendable, Equatable {
        /// It was not used before; from now on it is.
        case used
        case replayed
        case full
        /// The clock was set back to a time whose proofs are forgotten.
        case unknown
    }

    /// No client takes more than this part of the room of its kind.
    package static let shares = 8

    private let capacity: Int
    private let share: Int
    private let memory = Mutex(ProofMemory())

    /// Remembers at most so many proofs of each kind of holders, in some forty bytes each.
    package init(capacity: Int = 1_000_000) {
        self.capacity = capacity
        share = max(1, capacity / Self.shares)
    }

    /// Uses a proof, once; `expiry` is the last instant at which it is accepted, in Unix seconds as `now`.
    package func use(_ name: ProofName, until expiry: Int64, by holder: ProofHolder, now: Int64) -> Outcome {
        memory.withLock { memory in
            let outcome = outcome(name, until: expiry, by: holder, now: now, in: &memory)
            if outcome == .used { memory.insert(name, until: expiry, by: holder, now: now) }
            return outcome
        }
    }

    /// What `use` would answer; remembers nothing.
    package func foresee(_ name: ProofName, until expiry: Int64, by holder: ProofHolder, now: Int64) -> Outcome {
        memory.withLock { outcome(name, until: expiry, by: holder, now: now, in: &$0) }
    }

    private func outcome(
        _ name: ProofName,
        until expiry: Int64,
        by holder: ProofHolder,
        now: Int64,
        in memory: inout ProofMemory
    ) -> Outcome {
        memory.advance(to: now)
        // Whoever used it: a proof is good for one request.
        guard !memory.contains(name) else { return .replayed }
        guard !memory.hasForgotten(until: expiry) else { return .unknown }
        return memory.count(holder.kind) < capacity && memory.count(holder) < share ? .used : .full
    }
}
