import Testing

@testable import GatehouseProxy

@Suite("Which endpoint gets a request")
struct BalancerTests {
    private func shares(
        _ count: Int,
        requests: Int = 8_000,
        slow: Int? = nil,
        weight: @escaping (Int) -> UInt64 = { _ in Balancer.fullWeight }
    ) -> [Int] {
        var source = RequestIdentifierSource(seed: 7)
        var active = Array(repeating: 0, count: count)
        var taken = active
        for round in 0..<requests {
            let chosen = Balancer.leastLoaded(of: count, random: source.next(), load: { active[$0] }, weight: weight)
            guard let chosen else { break }
            taken[chosen] += 1
            active[chosen] += 1
            // All but the slow one finish at once; the slow one takes about a hundred rounds for each.
            for index in active.indices where active[index] > 0 && (index != slow || round % 100 == 0) {
                active[index] -= 1
            }
        }
        return taken
    }

    @Test(arguments: [2, 3, 8, 9, 40])
    func equalsGetAboutTheSame(count: Int) {
        let shares = shares(count)
        #expect(shares.reduce(0, +) == 8_000)
        #expect(shares.allSatisfy { abs($0 - 8_000 / count) < 8_000 / count / 2 })
    }

    @Test(arguments: [3, 20])
    func aSlowOneGetsLess(count: Int) {
        let shares = shares(count, slow: 1)
        #expect(shares[1] < 8_000 / count / 2 && shares[1] > 0)
    }

    @Test(arguments: [2, 8, 9, 50])
    func oneThatIsOutGetsNothing(count: Int) {
        let shares = shares(count) { $0 == 1 ? 0 : Balancer.fullWeight }
        #expect(shares[1] == 0 && shares.reduce(0, +) == 8_000)
    }

    @Test(arguments: [1, 8, 9, 50])
    func theLastOneThatIsInGetsAll(count: Int) {
        let shares = shares(count, requests: 200) { $0 == count - 1 ? Balancer.fullWeight : 0 }
        #expect(shares[count - 1] == 200)
    }

    @Test(arguments: [0, 1, 5, 20])
    func withoutWeightNobodyIsChosen(count: Int) {
        #expect(Balancer.leastLoaded(of: count, random: 3, load: { _ in 0 }, weight: { _ in 0 }) == nil)
        #expect(Balancer.next(of: count, from: 0, random: 3, weight: { _ in 0 }) == nil)
    }

    @Test func aSmallerWeightIsAsGoodWithFewerRequests() {
        // Five requests at half the weight are as many as ten.
        let loads = [9, 3]
        let weights: [UInt64] = [Balancer.fullWeight, Balancer.fullWeight / 2]
        for random in UInt64(0)..<8 {
            let chosen = Balancer.leastLoaded(of: 2, random: random, load: { loads[$0] }, weight: { weights[$0] })
            #expect(chosen == 1)
        }
    }

    @Test func oneAfterTheOther() {
        var place = 0
        var order: [Int] = []
        for _ in 0..<6 {
            let chosen = Balancer.next(of: 3, from: place, random: 0) { $0 == 1 ? 0 : Balancer.fullWeight } ?? -1
            order.append(chosen)
            place = (chosen + 1) % 3
        }
        #expect(order == [0, 2, 0, 2, 0, 2])
    }

    @Test func aStartIsSlowThenOver() {
        #expect(SlowStart.weight(after: 0, of: 100) == Balancer.fullWeight / 10)
        #expect(SlowStart.weight(after: 50, of: 100) == Balancer.fullWeight / 2)
        #expect(SlowStart.weight(after: 100, of: 100) == Balancer.fullWeight)
        #expect(SlowStart.weight(after: .max, of: 100) == Balancer.fullWeight)
    }
}
