import GatehouseTestSupport
import Testing

@testable import GatehouseOAuth

@Suite("Strangers make the server fetch little")
struct DocumentLimitsTests {
    private let start: Int64 = 1_800_000_000
    private let limits = DocumentLimits(entropy: SeededEntropy())

    /// How many of `count` fetches are let in, each over before the next.
    private func admitted(_ count: Int, from address: String = "192.0.2.1", now: Int64) -> Int {
        (0..<count)
            .filter { _ in
                guard (try? limits.begin(from: address, now: now)) != nil else { return false }
                limits.end(from: address)
                return true
            }
            .count
    }

    @Test func anAddressMayNameThirtyAMinute() {
        #expect(admitted(40, now: start) == 30)
        #expect(admitted(40, from: "192.0.2.2", now: start) == 30)
        #expect(admitted(40, now: start + 2) == 1)
    }

    @Test func allTogetherMayNameSixHundredAMinute() {
        let counts = (0..<30).map { admitted(30, from: "192.0.2.\($0)", now: start) }
        #expect(counts.reduce(0, +) == 600)
    }

    @Test func fourOfAnAddressRunAtOnce() throws {
        for _ in 0..<4 { try limits.begin(from: "192.0.2.1", now: start) }
        #expect(throws: OAuthError.self) { try limits.begin(from: "192.0.2.1", now: start) }
        try limits.begin(from: "192.0.2.2", now: start)
        limits.end(from: "192.0.2.1")
        try limits.begin(from: "192.0.2.1", now: start)
    }

    @Test func whatIsRefusedForAllHoldsNoPlace() throws {
        for host in 0..<20 { _ = admitted(30, from: "192.0.2.\(host)", now: start) }
        for _ in 0..<10 { #expect(throws: OAuthError.self) { try limits.begin(from: "2001:db8::", now: start) } }
        #expect(admitted(4, from: "2001:db8::", now: start + 60) == 4)
    }
}
