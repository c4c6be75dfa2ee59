import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("The ledger of tries, beside a plain model")
struct TryLedgerModelTests {
    @Test(arguments: Seeds.first(50))
    func randomTriesAreAnsweredAsByTheModel(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let limit = TryLimit(tries: 3, perSeconds: 30)
        var ledger = TryLedger(limit, capacity: 4)
        var model: [(key: UInt64, debt: Int64)] = []
        var now: Int64 = 1000
        for _ in 0..<300 {
            if Int.random(in: 0..<4, using: &generator) == 0 {
                now += 1
                model = model.map { ($0.key, max(0, $0.debt - 3)) }
            }
            let name = UInt64.random(in: 0..<7, using: &generator)
            let key = TryLedger.Key(high: name, low: 0)
            let known = model.firstIndex { $0.key == name }
            let debt = known.map { model[$0].debt } ?? 0
            if let known { model.append(model.remove(at: known)) }
            #expect((ledger.wait(key, now: now) == 0) == (debt + 30 <= 90))
            guard debt + 30 <= 90 else { continue }
            ledger.charge(key, now: now)
            if known == nil {
                if model.count == 4 { model.removeFirst() }
                model.append((name, 0))
            }
            model[model.count - 1].debt = debt + 30
            #expect(ledger.count == model.count)
        }
    }
}
