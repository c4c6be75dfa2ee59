import GatehouseProxy
import Testing

@testable import Gatehouse

struct ListenSettingTests {
    @Test func localhostIsBothLoopbacksAndIPv6MayBeMissing() throws {
        let setting = try ListenSetting(["localhost:80"])
        #expect(setting.required == [ListenAddress(host: "127.0.0.1", port: 80)])
        #expect(setting.optional == [ListenAddress(host: "::1", port: 80)])
        #expect(setting.isLoopback)
    }

    @Test(arguments: ["127.0.0.1:1", "127.8.8.8:1", "[::1]:1"])
    func loopbackAddressesAreLoopback(_ text: String) throws {
        #expect(try ListenSetting([text]).isLoopback)
    }

    @Test(arguments: ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "128.0.0.1:1"])
    func otherAddressesAreNot(_ text: String) throws {
        #expect(try !ListenSetting([text]).isLoopback)
    }

    @Test(arguments: ["", ":80", "80", "::1:80", "example.test:80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1"])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(throws: ListenAddressProblem.self) { try ListenSetting([text]) }
    }
}
