import GatehousePolicy
import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("What is known of upstreams")
struct UpstreamDirectoryTests {
    private static let second: UInt64 = 1_000_000_000

    private func policy(_ origin: String, settings: [(String, LocatedNode)] = []) throws -> CompiledPolicy {
        try ProxyFixture.snapshot(upstream: 9_000, at: origin, settings: settings).policy
    }

    private func address(_ text: String) throws -> SocketAddress {
        try SocketAddress(ipAddress: text, port: 9_000)
    }

    @Test func everyAddressOfANameIsAnEndpoint() throws {
        let directory = UpstreamDirectory()
        let first = directory.adopt(try policy("http://backend.test"))
        #expect(first.applications["app"]?.endpoints.map(\.name) == ["http://backend.test:9000"])

        let name = try #require(directory.beginLookups(at: 0, atMost: 4).first)
        #expect(directory.beginLookups(at: 0, atMost: 4).isEmpty)
        let found = [try address("10.0.0.1"), try address("10.0.0.2")]
        let second = try #require(directory.answered(name, found, at: 0))
        #expect(
            second.applications["app"]?.endpoints.map(\.name) == [
                "http://backend.test:9000 (10.0.0.1)", "http://backend.test:9000 (10.0.0.2)",
            ]
        )
        #expect(second.version > first.version)
        #expect(directory.answered(name, found.reversed(), at: 0) == nil)
        #expect(directory.answered(name, [], at: 0) == nil)
        #expect(directory.current.applications["app"]?.endpoints.count == 2)
    }

    @Test(arguments: ["http://127.0.0.1", "http://[::1]", "https://10.0.0.1"])
    func anAddressIsNotLookedUp(origin: String) throws {
        let directory = UpstreamDirectory()
        _ = directory.adopt(try policy(origin))
        #expect(directory.beginLookups(at: 0, atMost: 4).isEmpty)
    }

    @Test func howOneStandsOutlivesAReloadAndAnotherAddress() throws {
        let directory = UpstreamDirectory()
        _ = directory.adopt(try policy("http://backend.test"))
        let name = try #require(directory.beginLookups(at: 0, atMost: 4).first)
        let (one, two) = (try address("10.0.0.1"), try address("10.0.0.2"))
        let standings = try #require(directory.answered(name, [one, two], at: 0)?.applications["app"])
        let bad = standings.endpoints[0]
        for _ in 0..<5 { _ = standings.failed(bad, at: Self.second) }
        #expect(!bad.isIn(at: 2 * Self.second))

        let slow = [("slow_start_seconds", ProxyFixture.scalar("10"))]
        let reloaded = try #require(
            directory.adopt(try policy("http://backend.test", settings: slow)).applications["app"]
        )
        #expect(reloaded !== standings && reloaded.endpoints[0] === bad)
        let third = try #require(
            directory.answered(name, [try address("10.0.0.3"), one], at: 0)?.applications["app"]
        )
        #expect(third.endpoints.last === bad)
        #expect(directory.sample(at: 2 * Self.second).map(\.isHealthy).sorted { $0 && !$1 } == [true, false])
        #expect(directory.adopt(try policy("http://other.test")).applications["app"]?.endpoints[0] !== bad)
    }

    @Test func neverAllAreEjected() throws {
        let directory = UpstreamDirectory()
        _ = directory.adopt(try policy("http://backend.test"))
        let name = try #require(directory.beginLookups(at: 0, atMost: 4).first)
        let found = try (1...4).map { try address("10.0.0.\($0)") }
        let standings = try #require(directory.answered(name, found, at: 0)?.applications["app"])
        for endpoint in standings.endpoints {
            for _ in 0..<10 { _ = standings.failed(endpoint, at: Self.second) }
        }
        #expect(standings.endpoints.map { $0.isIn(at: Self.second) } == [false, false, true, true])
        #expect(standings.endpoints[0].isIn(at: 31 * Self.second))
    }

    @Test func anEndpointReturnsSlowly() {
        let endpoint = EndpointStanding(.unix(path: "/x"))
        func weight(_ now: UInt64) -> UInt64 { endpoint.weight(slowStart: 10 * Self.second) { now * Self.second } }
        #expect(weight(1) == Balancer.fullWeight)
        endpoint.set(isWell: false, at: 2 * Self.second)
        #expect(weight(3) == 0)
        endpoint.set(isWell: true, at: 10 * Self.second)
        #expect(weight(15) == Balancer.fullWeight / 2)
        #expect(weight(20) == Balancer.fullWeight)
        endpoint.endSlowStart(at: 20 * Self.second, length: 10 * Self.second)
        #expect(weight(20) == Balancer.fullWeight)
    }

    @Test func onlySoManyRequestsGoIn() {
        let endpoint = EndpointStanding(.unix(path: "/x"))
        #expect(endpoint.enter(limit: 2) && endpoint.enter(limit: 2) && !endpoint.enter(limit: 2))
        #expect(endpoint.isFull(limit: 2))
        endpoint.leave()
        #expect(endpoint.enter(limit: 2))
    }

    @Test(arguments: [("127.0.0.1", true), ("[::1]", true), ("localhost", false), ("backend.test", false)])
    func anAddressIsToldFromAName(host: String, isAddress: Bool) {
        #expect((SocketAddress(literal: host, port: 80) != nil) == isAddress)
    }

    @Test func thisMachineIsFound() {
        let found = AddressLookup.addresses(of: "localhost", port: 80)
        #expect(!found.isEmpty && found.allSatisfy { $0.port == 80 })
        #expect(Set(found).count == found.count)
        #expect(AddressLookup.addresses(of: "nowhere.invalid", port: 80).isEmpty)
    }
}
