import Testing

@testable import GatehouseProxy

@Suite("RFC 9449 §11.1: the memory of proofs")
struct SpentProofsTests {
    private func digest(_ number: UInt64) -> ProofDigest {
        ProofDigest(high: number, low: number &* 0x9E37_79B9_7F4A_7C15)
    }

    @Test func aProofIsSpentOnce() {
        let proofs = SpentProofs(capacity: 100)
        #expect(proofs.spend(digest(1), until: 60, now: 0) == .spent)
        #expect(proofs.spend(digest(1), until: 60, now: 0) == .replayed)
        #expect(proofs.spend(digest(2), until: 60, now: 0) == .spent)
        #expect(proofs.count == 2)
    }

    @Test func bothHalvesOfADigestCount() {
        let proofs = SpentProofs(capacity: 1_000)
        #expect(proofs.spend(ProofDigest(high: 1, low: 1), until: 60, now: 0) == .spent)
        #expect(proofs.spend(ProofDigest(high: 2, low: 1), until: 60, now: 0) == .spent)
        #expect(proofs.spend(ProofDigest(high: 1, low: 2), until: 60, now: 0) == .spent)
    }

    @Test(arguments: [Int64(0), 1, 7, 8, 59, 100_003])
    func aProofIsRememberedForAsLongAsItIsGood(start: Int64) {
        for moment in start...(start + 61) {
            let proofs = SpentProofs(capacity: 1)
            _ = proofs.spend(digest(1), until: start + 61, now: start)
            #expect(proofs.spend(digest(1), until: start + 61, now: moment) == .replayed, "at \(moment)")
        }
    }

    @Test func whatIsOverMakesRoom() {
        let proofs = SpentProofs(capacity: 1)
        #expect(proofs.spend(digest(1), until: 60, now: 0) == .spent)
        #expect(proofs.spend(digest(2), until: 120, now: 60) == .full)
        #expect(proofs.overflowCount == 1)
        #expect(proofs.spend(digest(2), until: 130, now: 70) == .spent)
        #expect(proofs.count == 1)
    }

    /// Full or not, a replay is told as one, and nothing that is remembered gives way.
    @Test func aFullMemoryForgetsNothing() {
        let proofs = SpentProofs(capacity: 4)
        for number in UInt64(0)..<4 { _ = proofs.spend(ProofDigest(high: 0, low: number), until: 60, now: 0) }
        #expect(proofs.count == 4)
        for number in UInt64(4)..<100 {
            #expect(proofs.spend(ProofDigest(high: 0, low: number), until: 60, now: 0) == .full)
        }
        for number in 0..<4 {
            #expect(proofs.spend(ProofDigest(high: 0, low: UInt64(number)), until: 60, now: 0) == .replayed)
        }
        #expect(proofs.overflowCount == 96)
    }

    @Test(arguments: [1, 63, 64, 65, 1_000])
    func itHoldsNoMoreThanItsCapacity(capacity: Int) {
        let proofs = SpentProofs(capacity: capacity)
        for number in UInt64(0)..<5_000 { _ = proofs.spend(digest(number), until: 60, now: 0) }
        #expect(proofs.count <= capacity)
        #expect(proofs.count > capacity / 2)
    }

    @Test func ofManyAtOnceOneWins() async {
        let proofs = SpentProofs(capacity: 1_000)
        let digest = digest(1)
        let wins = await withTaskGroup(of: Bool.self) { tasks in
            for _ in 0..<100 { tasks.addTask { proofs.spend(digest, until: 60, now: 0) == .spent } }
            return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }
}
