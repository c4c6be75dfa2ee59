import Testing

@testable import GatehouseOAuth

@Suite("Whom an address tells apart")
struct NetworkOriginTests {
    @Test(
        arguments: [
            ("192.0.2.1", "::ffff:192.0.2.1"), ("192.0.2.1", "::FFFF:c000:0201"),
            ("2001:db8::1", "2001:db8:0:0:ffff:ffff:ffff:ffff"), ("2001:db8::1", "2001:0DB8::"),
            ("2001:db8:1:2::", "2001:db8:1:2:3:4:5:6"), ("2001:db8:1:2::", "2001:db8:1:2:3:4:192.0.2.1"),
            ("fe80::1%eth0", "fe80::2%eth1"), ("::", "::1"),
        ]
    )
    func theseAreOne(first: String, second: String) {
        #expect(NetworkOrigin(first) == NetworkOrigin(second))
    }

    @Test(
        arguments: [
            ("192.0.2.1", "192.0.2.2"), ("2001:db8:0:1::1", "2001:db8:0:2::1"), ("192.0.2.1", "192.0.2.1x"),
            ("::1", "::ffff:0.0.0.1"), ("", "::"), ("unix", "unix:"), ("192.0.2.1", "::192.0.2.1"),
        ]
    )
    func theseAreTwo(first: String, second: String) {
        #expect(NetworkOrigin(first) != NetworkOrigin(second))
    }

    @Test(
        arguments: [
            "", ":", "1", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "::g",
            "::1.2.3", "::256.0.0.1", "1.2.3.4::", "256.0.0.1", "1.2.3", "1.2.3.4.5", "1..2.3", "%", "::1:",
            String(repeating: "1:", count: 5000) + ":",
        ]
    )
    func whatIsNoAddressStandsForItself(text: String) {
        #expect(NetworkOrigin(text).bytes == [UInt8(ascii: "?")] + text.utf8)
    }
}
