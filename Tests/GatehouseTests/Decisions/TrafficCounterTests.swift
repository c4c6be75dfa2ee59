import GatehousePolicy
import GatehouseStorage
import Testing

@testable import Gatehouse
@testable import GatehouseProxy

@Suite("Counted requests")
struct TrafficCounterTests {
    private let requests: RecordFixture

    init() throws {
        requests = try RecordFixture()
    }

    @Test func tokensThatAreUsedOnceAreNotKept() throws {
        var counter = TrafficCounter()
        weak var kept: AdmittedToken?
        do {
            let token = try requests.token()
            kept = token
            counter.count(try requests.record(token: token))
        }
        #expect(kept == nil)
        #expect(counter.take().clients.count == 1)
    }

    @Test func theTokensOfOneClientAreCountedTogether() throws {
        var counter = TrafficCounter()
        for second in 0..<3 as Range<Int64> {
            counter.count(try requests.record(token: requests.token(), at: second))
        }
        let tally = counter.take()
        #expect(tally.clients.values.map(\.count) == [TrafficCount(permitted: 3)])
        #expect(tally.clients.values.map(\.lastAt) == [RecordFixture.start + 2])
        let key = TrafficTally.ScopeKey(client: "reader", scope: "tstapp_data.read")
        #expect(tally.scopes == [key: RecordFixture.start + 2])
    }

    @Test func anotherIssuersClientOfTheSameNameIsSomebodyElse() throws {
        var counter = TrafficCounter()
        let own = try requests.token()
        var principal = own.principal
        principal.issuer = "keycloak"
        let foreign = AdmittedToken(token: own.token, principal: principal)
        for token in [own, foreign] { counter.count(try requests.record(token: token)) }
        let tally = counter.take()
        #expect(Set(tally.clients.keys.map(\.client)) == ["reader", "keycloak:reader"])
        #expect(Set(tally.scopes.keys.map(\.client)) == ["reader", "keycloak:reader"])
    }

    @Test func aScopeThatTheTokenLacksIsNotUsed() throws {
        var counter = TrafficCounter()
        let token = try requests.token(scope: "openid")
        counter.count(try requests.record(.insufficientScope, token: token))
        counter.count(try requests.record(route: "GET /health", token: requests.token()))
        #expect(counter.take().scopes.isEmpty)
    }
}
