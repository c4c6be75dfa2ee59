import GatehousePolicy
import NIOEmbedded
import Testing

@testable import GatehouseProxy

@Suite("Answers of an upstream that are late")
struct LateAnswerTests {
    private static let second: UInt64 = 1_000_000_000

    /// Two endpoints of an application, and the loop whose requests they get.
    private struct Bench {
        let loop: LoopState
        let standings: ApplicationStandings

        init() throws {
            let upstreams = ProxyFixture.list((1...2).map { ProxyFixture.scalar("http://127.0.0.1:\($0)") })
            let snapshot = try ProxyFixture.snapshot(upstream: 1, upstreams: upstreams)
            loop = try LoopState.fixture(on: EmbeddedEventLoop(), snapshot: snapshot)
            standings = ApplicationStandings(snapshot.policy.applications[0])
        }

        /// How many endpoints get requests after so many have failed one after the other.
        func endpointsLeft(after count: Int, _ kind: GatewayFailure.Kind) -> Int {
            let group = UpstreamGroup(standings, loop: loop)
            for _ in 0..<count {
                var attempt = UpstreamAttempt(group)
                _ = attempt.begin()
                attempt.failed(GatewayFailure(kind, origin: .upstream))
                attempt.leave()
            }
            return standings.endpoints.count { $0.isIn(at: group.uptime) }
        }
    }

    @Test func oneIsNotedAnewASecondLater() {
        let standing = EndpointStanding(.unix(path: "/run/app.sock"))
        let other = EndpointStanding(.unix(path: "/run/other.sock"))
        let first = 5 * Self.second
        #expect(standing.isLateAnew(at: first))
        #expect(!standing.isLateAnew(at: first))
        #expect(!standing.isLateAnew(at: first + Self.second - 1))
        #expect(other.isLateAnew(at: first + 1), "each endpoint by itself")
        #expect(standing.isLateAnew(at: first + Self.second))
        #expect(!standing.isLateAnew(at: first + 2 * Self.second - 1))
        #expect(standing.isLateAnew(at: first + 2 * Self.second))
    }

    @Test func manyThatAreLateAtOnceEjectNobody() throws {
        #expect(try Bench().endpointsLeft(after: 100, .responseTimeout) == 2)
    }

    @Test func manyOtherFailuresAtOnceEject() throws {
        #expect(try Bench().endpointsLeft(after: 100, .closedEarly) == 1)
    }
}
