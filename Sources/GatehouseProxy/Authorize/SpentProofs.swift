import GatehouseJOSE
import Synchronization

/// Remembers the DPoP proofs that were used, for all event loops together (RFC 9449 §11.1).
///
/// The one thing that loops share: what was used on one of them is spent on all. It is striped, so that they seldom
/// meet at a lock, and bounded: when it is full it takes no proof, because it could not tell the next one from a replay.
final class SpentProofs: Sendable {
    /// What became of a proof.
    enum Outcome {
        /// It was not used before; from now on it is.
        case spent
        case replayed
        case full
    }

    private final class Stripe: Sendable {
        let entries: Mutex<Entries>

        init(capacity: Int) {
            self.entries = Mutex(Entries(capacity: capacity))
        }
    }

    private static let maximumStripes = 64

    private let stripes: [Stripe]
    /// Of this process alone: replays on other nodes are bounded by the proof's short life.
    private let key = SealingKey.generate()

    /// Makes a memory for so many proofs.
    init(capacity: Int) {
        let count = min(Self.maximumStripes, max(1, capacity))
        self.stripes = (0..<count).map { _ in Stripe(capacity: max(1, capacity / count)) }
    }

    /// Uses a proof, once.
    ///
    /// - Parameters:
    ///   - proof: One that is good otherwise.
    ///   - expiry: When it would be refused by its age anyway, in seconds of the clock that `now` is of.
    ///   - now: In seconds of a clock that nobody sets.
    /// - Returns: Whether it may be accepted.
    func spend(_ proof: DPoPProof, until expiry: Int64, now: Int64) -> Outcome {
        spend(ProofDigest(proof, key: key), until: expiry, now: now)
    }

    /// Uses a proof by its digest.
    func spend(_ proof: ProofDigest, until expiry: Int64, now: Int64) -> Outcome {
        let stripe = stripes[Int(truncatingIfNeeded: proof.low % UInt64(stripes.count))]
        return stripe.entries.withLock { $0.insert(proof, until: expiry, now: now) }
    }

    /// How many proofs are remembered.
    var count: Int { stripes.reduce(0) { sum, stripe in sum + stripe.entries.withLock { $0.count } } }

    /// How many proofs were refused because there was no room to remember them.
    var overflowCount: UInt64 { stripes.reduce(0) { sum, stripe in sum &+ stripe.entries.withLock { $0.overflows } } }
}

/// The proofs of one stripe.
private struct Entries {
    /// Entries are forgotten in groups of so many seconds, which makes forgetting cheap.
    private static let groupSeconds: Int64 = 8

    private let capacity: Int
    private var proofs: Set<ProofDigest> = []
    private var groups: [Int64: [ProofDigest]] = [:]
    private var oldestGroup = Int64.min
    private(set) var overflows: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { proofs.count }

    mutating func insert(_ proof: ProofDigest, until expiry: Int64, now: Int64) -> SpentProofs.Outcome {
        forget(before: now / Self.groupSeconds)
        guard !proofs.contains(proof) else { return .replayed }
        guard proofs.count < capacity else {
            overflows &+= 1
            return .full
        }
        proofs.insert(proof)
        groups[expiry / Self.groupSeconds, default: []].append(proof)
        return .spent
    }

    private mutating func forget(before group: Int64) {
        guard group > oldestGroup else { return }
        oldestGroup = group
        for past in groups.keys where past < group {
            for proof in groups.removeValue(forKey: past) ?? [] { proofs.remove(proof) }
        }
    }
}
