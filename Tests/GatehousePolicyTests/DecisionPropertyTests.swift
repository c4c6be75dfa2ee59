import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Decisions, whatever the order")
struct DecisionPropertyTests {
    private static let scopes = (0..<6).map { "tstapp_s\($0)" }

    @Test(arguments: 1...200)
    func aDecisionDoesNotDependOnTheOrderOfScopes(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let wanted = Self.scopes.shuffled(using: &generator).prefix(Int.random(in: 1...4, using: &generator))
        let isAny = Bool.random(using: &generator)
        let held = Self.scopes.filter { _ in Bool.random(using: &generator) }
        let expected = isAny ? wanted.contains(where: held.contains) : wanted.allSatisfy(held.contains)
        for _ in 0..<5 {
            let decision = try decide(wanted.shuffled(using: &generator), isAny, held.shuffled(using: &generator))
            #expect((decision.reason == nil) == expected, "seed \(seed)")
        }
    }

    private func decide(_ wanted: [String], _ isAny: Bool, _ held: [String]) throws -> Decision {
        let item =
            Item.application(routes: [
                "GET /x": .map([(.plain(isAny ? "any" : "all"), .list(wanted.map(Item.plain)))])
            ])
            .with(["scopes": .map(Self.scopes.map { (.plain($0), "A sentence") })])
        let principal = Principal(subject: "x", client: "x", kind: .client, scopes: held)
        return PolicyEngine.decide(try policy(item), application: 0, route: 0, by: principal, now: 0)
    }
}
