import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("How much is sent again")
struct RetryBudgetTests {
    private func settings(percent: Int64, floor: Int64) -> UpstreamOptions.Retries {
        var settings = UpstreamOptions.Retries()
        settings.budgetPercent = percent
        settings.minimumPerSecond = floor
        return settings
    }

    private func taken(_ budget: inout RetryBudget, at second: UInt64) -> Int {
        var count = 0
        while budget.take(at: second * 1_000_000_000), count < 10_000 { count += 1 }
        return count
    }

    @Test func aShareOfTheRequests() {
        var budget = RetryBudget(settings(percent: 20, floor: 0), now: 0)
        let result1 = taken(&budget, at: 1)
        #expect(result1 == 0)
        for _ in 0..<100 { budget.deposit() }
        let result2 = taken(&budget, at: 1)
        #expect(result2 == 20)
        // What was not needed is not saved up for ever.
        for _ in 0..<100_000 { budget.deposit() }
        let result3 = taken(&budget, at: 1)
        #expect(result3 == 100)
    }

    @Test func someInAnyCase() {
        var budget = RetryBudget(settings(percent: 0, floor: 5), now: 0)
        let result4 = taken(&budget, at: 0)
        #expect(result4 == 50)
        let result5 = taken(&budget, at: 1)
        #expect(result5 == 5)
        let result6 = taken(&budget, at: 1)
        #expect(result6 == 0)
        let result7 = taken(&budget, at: 1_000)
        #expect(result7 == 50)
    }

    @Test func noneIfNoneIsWanted() {
        var budget = RetryBudget(settings(percent: 0, floor: 0), now: 0)
        for _ in 0..<1_000 { budget.deposit() }
        let result8 = taken(&budget, at: 100)
        #expect(result8 == 0)
    }
}
