import Glibc
import Testing

@testable import Gatehouse

@Suite("Which addresses are public")
struct PublicAddressTests {
    @Test(arguments: [
        "0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.0",
        "127.0.0.1", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0",
        "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255", "192.88.99.0", "192.168.0.0",
        "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0",
        "203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255",
    ])
    func aSpecialIPv4AddressIsNot(_ text: String) throws {
        #expect(try !PublicAddress.contains(bytes(text)))
    }

    @Test(arguments: [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.88.98.255",
        "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "203.0.112.255",
        "203.0.114.0", "223.255.255.255",
    ])
    func itsNeighboursAre(_ text: String) throws {
        #expect(try PublicAddress.contains(bytes(text)))
    }

    @Test(arguments: [
        "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1",
        "1fff:ffff::", "2001::", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1ff:ffff::", "2001:db8::1",
        "2002:7f00:1::", "2002:a00:1::1", "3fff::1", "3fff:fff:ffff::", "4000::", "5f00::1", "fc00::1", "fd00::1",
        "fe80::1", "febf::1", "fec0::1", "ff02::1", "ffff::",
    ])
    func aSpecialIPv6AddressIsNot(_ text: String) throws {
        #expect(try !PublicAddress.contains(bytes(text)))
    }

    @Test(arguments: [
        "2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::", "2001:db9::", "2003::1", "2606:4700::1111",
        "2a00::1", "3ffe:ffff::", "3fff:1000::",
    ])
    func otherGlobalUnicastAddressesAre(_ text: String) throws {
        #expect(try PublicAddress.contains(bytes(text)))
    }

    @Test(arguments: [[], [8, 8, 8], [UInt8](repeating: 0x20, count: 15), [UInt8](repeating: 0x20, count: 17)])
    func whatIsNoAddressIsNot(_ bytes: [UInt8]) {
        #expect(!PublicAddress.contains(bytes))
    }

    private func bytes(_ text: String) throws -> [UInt8] {
        let isLong = text.utf8.contains(UInt8(ascii: ":"))
        var bytes = [UInt8](repeating: 0, count: isLong ? 16 : 4)
        try #require(inet_pton(isLong ? AF_INET6 : AF_INET, text, &bytes) == 1)
        return bytes
    }
}
