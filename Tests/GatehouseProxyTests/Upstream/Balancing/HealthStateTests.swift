import GatehousePolicy
import Testing

@testable import GatehouseProxy

@Suite("What health checks say")
struct HealthStateTests {
    private func changes(_ answers: [Bool]) throws -> [Bool?] {
        let node = ProxyFixture.map([("health_check", ProxyFixture.map([("path", ProxyFixture.scalar("/up"))]))])
        guard case .mapping(let entries) = node.content else { return [] }
        let settings = entries.map { ($0.key.text ?? "", $0.value) }
        let policy = try ProxyFixture.snapshot(upstream: 1, settings: settings).policy
        let check = try #require(policy.applications[0].upstreamOptions.healthCheck)
        var state = HealthState()
        return answers.map { state.checked(isGood: $0, check) }
    }

    @Test func severalInARowTurnIt() throws {
        #expect(try changes([true, false, false, false, false]) == [nil, nil, nil, false, nil])
        #expect(try changes([false, false, false, true, true, true]) == [nil, nil, false, nil, true, nil])
    }

    @Test func oneOtherAnswerBeginsAnew() throws {
        #expect(try changes([false, false, true, false, false, true]) == [nil, nil, nil, nil, nil, nil])
        #expect(try changes([false, false, false, true, false, true]) == [nil, nil, false, nil, nil, nil])
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n", 200), ("HTTP/1.0 503\r\n", 503), ("HTTP/1.1 204 \n", 204), ("HTTP/1.1 100 \r\n", 0),
        ("HTTP/2 200 OK\r\n", 0), ("\n", 0), ("HTTP/1.1 2x0 OK\r\n", 0), ("SSH-2.0-x\r\n", 0),
    ])
    func theStatusIsRead(line: String, status: Int) {
        #expect(HealthProbe.status(in: Array(line.utf8)) == status)
        #expect(HealthProbe.status(in: Array(line.utf8.dropLast())) == nil)
    }
}
