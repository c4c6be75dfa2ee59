import GatehouseOAuth
import Testing

@Suite("RFC 9449 §11.1 — a proof is used once")
struct ProofReplaysTests {
    @Test func aProofIsUsedOnce() {
        let replays = ProofReplays(holdSeconds: 121)
        #expect(replays.use(thumbprint: "key", jti: "1", now: 1_000) == .used)
        #expect(replays.use(thumbprint: "key", jti: "1", now: 1_000) == .replayed)
        #expect(replays.use(thumbprint: "key", jti: "2", now: 1_000) == .used)
        #expect(replays.use(thumbprint: "other", jti: "1", now: 1_000) == .used)
    }

    @Test(arguments: [Int64(0), 1, 60, 120, 121])
    func itIsRememberedForAsLongAsItCouldBeUsed(_ seconds: Int64) {
        for start in Int64(1_000)..<1_300 {
            let replays = ProofReplays(holdSeconds: 121)
            _ = replays.use(thumbprint: "key", jti: "begin", now: 1_000)
            #expect(replays.use(thumbprint: "key", jti: "1", now: start) == .used)
            #expect(replays.use(thumbprint: "key", jti: "1", now: start + seconds) == .replayed)
        }
    }

    @Test func itIsForgottenInTheEnd() {
        let replays = ProofReplays(capacity: 1, holdSeconds: 121)
        #expect(replays.use(thumbprint: "key", jti: "1", now: 1_000) == .used)
        #expect(replays.use(thumbprint: "key", jti: "2", now: 1_000) == .full)
        #expect(replays.use(thumbprint: "key", jti: "2", now: 1_242) == .used)
    }

    @Test func whenItIsFullNothingIsTaken() {
        let replays = ProofReplays(capacity: 3, holdSeconds: 121)
        let outcomes = (0..<5).map { replays.use(thumbprint: "key", jti: "\($0)", now: 1_000) }
        #expect(outcomes == [.used, .used, .used, .full, .full])
        #expect(replays.use(thumbprint: "key", jti: "0", now: 1_000) == .replayed)
    }
}
