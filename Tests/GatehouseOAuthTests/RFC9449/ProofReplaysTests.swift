import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("RFC 9449 §11.1 — a proof is used once")
struct ProofReplaysTests {
    private let window: Int64 = 60

    /// Uses a proof that was made at `made`.
    private func use(
        _ replays: ProofReplays,
        _ jti: String,
        key: String = "key",
        by holder: ProofHolder = ProofHolder(.anonymous, client: "app"),
        made: Int64? = nil,
        now: Int64
    ) -> ProofReplays.Outcome {
        let name = ProofName(thumbprint: key, jti: jti)
        return replays.use(name, until: (made ?? now) + window, by: holder, now: now)
    }

    @Test func aProofIsUsedOnce() {
        let replays = ProofReplays()
        #expect(use(replays, "1", now: 1_000) == .used)
        #expect(use(replays, "1", now: 1_000) == .replayed)
        #expect(use(replays, "2", now: 1_000) == .used)
        #expect(use(replays, "1", key: "other", now: 1_000) == .used)
    }

    @Test func whoeverUsedItItIsUsed() {
        let replays = ProofReplays()
        #expect(use(replays, "1", by: ProofHolder(.anonymous, client: "app"), now: 1_000) == .used)
        for kind in [ProofHolder.Kind.authenticated, .anonymous, .tokenBearer] {
            #expect(use(replays, "1", by: ProofHolder(kind, client: "other"), now: 1_000) == .replayed)
        }
    }

    @Test func whatIsForeseenIsNotRemembered() {
        let replays = ProofReplays(capacity: 8)
        let holder = ProofHolder(.anonymous, client: "app")
        let name = ProofName(thumbprint: "key", jti: "1")
        for _ in 0..<2 { #expect(replays.foresee(name, until: 1_060, by: holder, now: 1_000) == .used) }
        #expect(use(replays, "1", now: 1_000) == .used)
        #expect(replays.foresee(name, until: 1_060, by: holder, now: 1_000) == .replayed)
        let other = ProofName(thumbprint: "key", jti: "2")
        #expect(replays.foresee(other, until: 1_060, by: holder, now: 1_000) == .full)
    }

    @Test(arguments: [Int64(-60), -1, 0, 1, 60])
    func itIsRememberedForAsLongAsItCouldBeUsed(_ ahead: Int64) {
        for start in Int64(1_000)..<1_100 {
            let replays = ProofReplays()
            _ = use(replays, "begin", now: 1_000)
            #expect(use(replays, "1", made: start + ahead, now: start) == .used)
            for now in start...(start + ahead + window) {
                #expect(use(replays, "1", made: start + ahead, now: now) == .replayed)
            }
        }
    }

    @Test func itIsForgottenInTheEnd() {
        let replays = ProofReplays(capacity: 1)
        #expect(use(replays, "1", now: 1_000) == .used)
        for now in Int64(1_000)...1_120 { #expect(use(replays, "2", now: now) == .full) }
        #expect(use(replays, "2", now: 1_121) == .used)
    }

    @Test func afterSilenceItIsForgottenToo() {
        let replays = ProofReplays(capacity: 1)
        #expect(use(replays, "1", now: 1_000) == .used)
        let outcomes = (1...3).map { use(replays, "2", now: 1_000 + Int64($0) * 5_000) }
        #expect(outcomes == [.full, .full, .used])
    }

    @Test func aClientFillsItsOwnShareAlone() {
        let replays = ProofReplays(capacity: 8 * 3)
        func outcomes(_ holder: ProofHolder, _ key: String) -> [ProofReplays.Outcome] {
            (0..<5).map { use(replays, "\($0)", key: key, by: holder, now: 1_000) }
        }
        for name in ["first", "second"] {
            #expect(outcomes(ProofHolder(.anonymous, client: name), name) == [.used, .used, .used, .full, .full])
        }
        #expect(use(replays, "0", key: "first", by: ProofHolder(.anonymous, client: "first"), now: 1_000) == .replayed)
    }

    @Test func oneKindOfHoldersLeavesTheOthersTheirRoom() {
        let replays = ProofReplays(capacity: 16)
        func outcome(_ kind: ProofHolder.Kind, _ number: Int) -> ProofReplays.Outcome {
            use(replays, "\(kind) \(number)", by: ProofHolder(kind, client: "\(number / 2)"), now: 1_000)
        }
        for number in 0..<16 { #expect(outcome(.anonymous, number) == .used) }
        #expect(outcome(.anonymous, 100) == .full)
        for kind in [ProofHolder.Kind.authenticated, .tokenBearer] {
            for number in 0..<16 { #expect(outcome(kind, number) == .used) }
            #expect(outcome(kind, 100) == .full)
        }
    }
}
