import Testing

@testable import Gatehouse

@Suite("Which decisions are kept")
struct DecisionSamplingTests {
    private func kept(
        _ sampling: inout DecisionSampling,
        _ count: Int,
        isPermit: Bool,
        isVerified: Bool = true,
        at now: Int64
    ) -> Int {
        (0..<count).filter { _ in sampling.keeps(isPermit: isPermit, isVerified: isVerified, now: now) }.count
    }

    @Test func aMomentMayBeBusyAndThenARateHolds() {
        var sampling = DecisionSampling(permitsPerSecond: 5, refusalsPerSecond: 10)
        #expect(kept(&sampling, 1_000, isPermit: true, at: 0) == 50)
        #expect(kept(&sampling, 1_000, isPermit: true, at: 1_000) == 5)
        #expect(kept(&sampling, 1_000, isPermit: true, at: 3_000) == 10)
        #expect(kept(&sampling, 1_000, isPermit: true, at: 1_000_000) == 50)
    }

    @Test func refusalsAndPermitsTakeNothingFromOneAnother() {
        var sampling = DecisionSampling(permitsPerSecond: 1, refusalsPerSecond: 2, anonymousPerSecond: 3)
        #expect(kept(&sampling, 100, isPermit: false, at: 0) == 20)
        #expect(kept(&sampling, 100, isPermit: true, at: 0) == 10)
        #expect(kept(&sampling, 100, isPermit: false, isVerified: false, at: 0) == 15)
        #expect(kept(&sampling, 100, isPermit: true, isVerified: false, at: 0) == 15)
    }

    @Test func aFloodWithoutATokenLeavesVerifiedOnesTheirShare() {
        var sampling = DecisionSampling()
        #expect(kept(&sampling, 100_000, isPermit: false, isVerified: false, at: 0) == 500)
        #expect(kept(&sampling, 100_000, isPermit: false, isVerified: false, at: 1_000) == 100)
        #expect(kept(&sampling, 100_000, isPermit: true, isVerified: false, at: 1_000) == 500)
        #expect(kept(&sampling, 100_000, isPermit: true, at: 1_000) == 2_000)
        #expect(kept(&sampling, 100_000, isPermit: false, at: 1_000) == 5_000)
    }

    @Test func aClockThatIsSetBackFillsNothing() {
        var sampling = DecisionSampling(permitsPerSecond: 1, refusalsPerSecond: 1)
        _ = kept(&sampling, 100, isPermit: true, at: 10_000)
        #expect(kept(&sampling, 100, isPermit: true, at: 0) == 0)
        #expect(kept(&sampling, 100, isPermit: true, at: 9_000) == 0)
        #expect(kept(&sampling, 100, isPermit: true, at: 11_000) == 1)
    }
}
