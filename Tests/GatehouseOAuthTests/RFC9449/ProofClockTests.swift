import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9449 §11.1 — proofs are remembered while the clock is set")
struct ProofClockTests {
    private let window: Int64 = 60
    private let holder = ProofHolder(.anonymous, client: "app")

    private func use(_ replays: ProofReplays, _ jti: String, made: Int64, now: Int64) -> ProofReplays.Outcome {
        replays.use(ProofName(thumbprint: "key", jti: jti), until: made + window, by: holder, now: now)
    }

    /// How far the clock jumps, and for how many seconds it stays there.
    @Test(arguments: [Int64(30), 60, 61, 121, 250, 3_600, 1_000_000_000], [Int64(0), 1, 30, 100])
    func aJumpAheadAndBackForgetsNoLiveProof(_ jump: Int64, _ stay: Int64) {
        let replays = ProofReplays()
        for now in Int64(1_000)..<1_020 { _ = use(replays, "before \(now)", made: now, now: now) }
        #expect(use(replays, "live", made: 1_080, now: 1_020) == .used)
        for now in 1_020...(1_020 + stay) { _ = use(replays, "ahead \(now)", made: now + jump, now: now + jump) }
        for now in (1_020 + stay)...1_140 { #expect(use(replays, "live", made: 1_080, now: now) == .replayed) }
    }

    /// Requests that read the clock on both sides of a jump arrive in any order.
    @Test func requestsFromBothSidesOfAJumpForgetNothing() {
        let replays = ProofReplays()
        #expect(use(replays, "live", made: 1_000, now: 1_000) == .used)
        for number in 0..<200 {
            _ = use(replays, "behind \(number)", made: 1_000, now: 1_000)
            _ = use(replays, "ahead \(number)", made: 9_000, now: 9_000)
        }
        #expect(use(replays, "live", made: 1_000, now: 1_000) == .replayed)
    }

    @Test(arguments: [Int64(61), 3_600, 86_400])
    func aProofOfAClockThatWasAheadIsRememberedUntilItsTime(_ jump: Int64) {
        let replays = ProofReplays()
        #expect(use(replays, "early", made: 1_000 + jump, now: 1_000 + jump) == .used)
        for now in Int64(1_000)..<1_400 { _ = use(replays, "between \(now)", made: now, now: now) }
        for now in (1_000 + jump - window)...(1_000 + jump + window) {
            #expect(use(replays, "early", made: 1_000 + jump, now: now) != .used)
        }
    }

    @Test(arguments: [Int64(30), 61, 3_600, 1_000_000_000])
    func aClockThatWasSetBackGoesOnForgetting(_ jump: Int64) {
        let replays = ProofReplays(capacity: 8 * 400)
        for now in Int64(1_000)..<1_010 { _ = use(replays, "ahead \(now)", made: now + jump, now: now + jump) }
        for now in Int64(1_010)..<5_000 { #expect(use(replays, "\(now)", made: now, now: now) == .used) }
    }

    @Test(arguments: [Int64(61), 3_600, 1_000_000_000])
    func aClockThatWasSetAheadGoesOnForgetting(_ jump: Int64) {
        let replays = ProofReplays(capacity: 8 * 400)
        for now in Int64(1_000)..<1_010 { _ = use(replays, "\(now)", made: now, now: now) }
        for now in Int64(1_010)..<5_000 {
            #expect(use(replays, "\(now)", made: now + jump, now: now + jump) == .used)
        }
    }

    @Test func aJumpCountsOneStepAndNothingOnceItIsTakenBack() {
        var time = SteadyTime()
        for now in [Int64(1_000), 1_001, 1_005, 1_003, 1_006] { time.advance(to: now) }
        #expect(time.seconds == 6)
        time.advance(to: 90_000)
        #expect(time.seconds == 66)
        time.advance(to: 90_010)
        time.advance(to: 1_016)
        #expect(time.seconds == 16)
        time.advance(to: 1_020)
        #expect(time.seconds == 20)
    }

    @Test(arguments: [Int64(200), 3_600])
    func aTimeThatComesAgainAfterItWasForgottenHasNoGoodProofs(_ back: Int64) {
        let replays = ProofReplays()
        for now in Int64(100_000)..<(100_200 + back) {
            #expect(use(replays, "\(now)", made: now, now: now) == .used)
        }
        // Set back: what was used then would be accepted once more, and nobody remembers it.
        for now in Int64(100_200)..<100_260 {
            #expect(use(replays, "\(now)", made: now, now: now) != .used)
            if back > 1_000 { #expect(use(replays, "new \(now)", made: now, now: now) == .unknown) }
        }
        // When the clock has caught up, all is well again.
        let later = 100_200 + back
        #expect(use(replays, "new", made: later, now: later) == .used)
    }

    @Test func aSmallStepBackIsNoticedByNobody() {
        let replays = ProofReplays()
        for now in Int64(100_000)..<101_000 { _ = use(replays, "\(now)", made: now, now: now) }
        for now in Int64(100_950)..<101_100 {
            #expect(use(replays, "again \(now)", made: now - 9, now: now) == .used)
        }
    }

    /// A clock that is sometimes an hour wrong for a while: no proof that it would accept is taken twice.
    @Test(arguments: Seeds.first(100))
    func noProofIsTakenTwice(_ seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let replays = ProofReplays()
        var used: [(jti: String, made: Int64)] = []
        var wrong: Int64 = 0
        for truth in Int64(100_000)..<100_900 {
            // One excursion at a time, and no two within the life of a proof.
            if truth % 300 == 0 { wrong = Int64.random(in: -5_000...5_000, using: &chance) }
            if truth % 300 == 100 { wrong = 0 }
            let now = truth + wrong
            let made = now + Int64.random(in: -window...window, using: &chance)
            if use(replays, "\(truth)", made: made, now: now) == .used { used.append(("\(truth)", made)) }
            for proof in used where abs(proof.made - now) <= window && Bool.random(using: &chance) {
                #expect(use(replays, proof.jti, made: proof.made, now: now) != .used)
            }
        }
        #expect(used.count > 450)
    }
}
