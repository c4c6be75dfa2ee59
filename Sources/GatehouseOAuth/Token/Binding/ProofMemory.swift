/// The proofs that were used, in generations, so that forgetting is cheap.
///
/// The clock may be set while they are remembered. A generation is forgotten when both are over: by the clock, the time
/// in which its proofs are accepted; and as much time as that takes has certainly passed, so that a clock that
/// jumps ahead and back forgets nothing. A clock that is set back to a forgotten time finds nothing accepted.
struct ProofMemory {
    private struct Generation {
        let beganAt: Int64
        /// When its proofs expire by the clock, from the first to the last, in Unix seconds.
        var expiries: ClosedRange<Int64>
        /// By steady time.
        var heldUntil: Int64
        var names: [ProofHolder: [ProofName]] = [:]
    }

    private static let generationSeconds: Int64 = 8

    private var time = SteadyTime()
    private var names: Set<ProofName> = []
    private var holders: [ProofHolder: Int] = [:]
    private var kinds: [ProofHolder.Kind: Int] = [:]
    private var generations: [Generation] = []
    private var forgotten = ForgottenTimes()

    func contains(_ name: ProofName) -> Bool { names.contains(name) }

    /// Whether a proof that expires then may have been used and forgotten.
    func hasForgotten(until expiry: Int64) -> Bool { forgotten.contains(expiry) }

    func count(_ holder: ProofHolder) -> Int { holders[holder, default: 0] }

    func count(_ kind: ProofHolder.Kind) -> Int { kinds[kind, default: 0] }

    /// Forgets what cannot be used again at `now` or later.
    mutating func advance(to now: Int64) {
        time.advance(to: now)
        let seconds = time.seconds
        func isOver(_ generation: Generation) -> Bool {
            generation.expiries.upperBound < now && generation.heldUntil < seconds
        }
        guard generations.contains(where: isOver) else { return }
        for generation in generations where isOver(generation) { forget(generation) }
        generations.removeAll(where: isOver)
    }

    mutating func insert(_ name: ProofName, until expiry: Int64, by holder: ProofHolder, now: Int64) {
        names.insert(name)
        holders[holder, default: 0] += 1
        kinds[holder.kind, default: 0] += 1
        // A jump that was not seen through yet has counted one step.
        let heldUntil = time.seconds + max(0, expiry - now) + SteadyTime.longestStep
        let isRecent = generations.last.map { abs(time.seconds - $0.beganAt) < Self.generationSeconds } ?? false
        if !isRecent {
            generations.append(Generation(beganAt: time.seconds, expiries: expiry...expiry, heldUntil: heldUntil))
        }
        let last = generations.count - 1
        let expiries = generations[last].expiries
        generations[last].expiries = min(expiries.lowerBound, expiry)...max(expiries.upperBound, expiry)
        generations[last].heldUntil = max(generations[last].heldUntil, heldUntil)
        generations[last].names[holder, default: []].append(name)
    }

    private mutating func forget(_ generation: Generation) {
        for (holder, past) in generation.names {
            names.subtract(past)
            holders[holder, default: 0] -= past.count
            if holders[holder] == 0 { holders[holder] = nil }
            kinds[holder.kind, default: 0] -= past.count
        }
        forgotten.insert(generation.expiries)
    }
}
