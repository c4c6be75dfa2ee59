import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("When a name is looked up")
struct NameRefreshTests {
    private static let second: UInt64 = 1_000_000_000

    private func address(_ text: String) throws -> SocketAddress {
        try SocketAddress(ipAddress: text, port: 80)
    }

    @Test func atAPaceAndNeverTwiceAtOnce() throws {
        var refresh = NameRefresh(pace: 30)
        let result1 = refresh.begin(at: 0)
        #expect(result1)
        let result2 = refresh.begin(at: 100 * Self.second)
        #expect(!result2)
        let result3 = refresh.answered([try address("10.0.0.1")], at: 100 * Self.second)
        #expect(result3)
        let result4 = refresh.begin(at: 129 * Self.second)
        #expect(!result4)
        let result5 = refresh.begin(at: 130 * Self.second)
        #expect(result5)
    }

    @Test func aFailureKeepsTheLastGoodAnswerAndIsRepeatedSoon() throws {
        var refresh = NameRefresh(pace: 30)
        let first = try address("10.0.0.1")
        _ = refresh.answered([first], at: 0)
        var now: UInt64 = 30
        for pause in [1, 2, 4, 8, 16, 30, 30] as [UInt64] {
            let result6 = refresh.begin(at: now * Self.second)
            #expect(result6)
            let result7 = refresh.answered([], at: now * Self.second)
            #expect(!result7)
            let result8 = refresh.begin(at: (now + pause) * Self.second - 1)
            #expect(!result8)
            now += pause
        }
        #expect(refresh.addresses == [first])
    }

    @Test func onlyOtherAddressesAreAChange() throws {
        var refresh = NameRefresh(pace: 30)
        let (first, second) = (try address("10.0.0.1"), try address("10.0.0.2"))
        let result9 = refresh.answered([first, second, first], at: 0)
        #expect(result9)
        #expect(refresh.addresses == [first, second])
        let result10 = refresh.answered([second, first], at: 0)
        #expect(!result10)
        let result11 = refresh.answered([second], at: 0)
        #expect(result11)
        #expect(refresh.addresses == [second])
    }

    @Test func theNumberOfAddressesIsBounded() throws {
        var refresh = NameRefresh(pace: 30)
        _ = refresh.answered(try (0..<200).map { try address("10.0.0.\($0)") }, at: 0)
        #expect(refresh.addresses.count == NameRefresh.maximumAddresses)
    }
}
