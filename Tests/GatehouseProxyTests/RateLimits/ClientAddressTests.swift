import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Where a request comes from")
struct ClientAddressTests {
    private func network(_ peer: String, _ fields: [String], trusts: [String] = ["10.0.0.0/8", "fd00::/8"]) throws
        -> [UInt8]
    {
        let ranges = trusts.compactMap { AddressRange($0) }
        let request = try #require(
            try ParsedRequest.parse(HeadText.lines(["GET / HTTP/1.1", "Host: a.test"] + fields))
        )
        let isTrusted = try ranges.contains { $0.contains(try SocketAddress(ipAddress: peer, port: 1)) }
        return ClientAddress(peer: peer, isPeerTrusted: isTrusted, trusted: ranges)
            .network(request.fields, in: request.buffer)
    }

    @Test(
        arguments: [
            ("192.0.2.1", ["X-Forwarded-For: 198.51.100.1"], [192, 0, 2, 1]),
            ("10.0.0.1", [], [10, 0, 0, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 198.51.100.1"], [198, 51, 100, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 203.0.113.9, 198.51.100.1 ,\t10.0.0.2"], [198, 51, 100, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 198.51.100.1"], [198, 51, 100, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 203.0.113.9, unknown"], [10, 0, 0, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 203.0.113.9, nonsense, 10.0.0.3"], [10, 0, 0, 3]),
            ("10.0.0.1", ["X-Forwarded-For: 10.0.0.7, 10.0.0.8"], [10, 0, 0, 7]),
            ("10.0.0.1", ["X-Forwarded-For: ::ffff:198.51.100.1"], [198, 51, 100, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 198.51.100.1:4711"], [198, 51, 100, 1]),
            ("10.0.0.1", ["X-Forwarded-For: [::ffff:198.51.100.1]:443"], [198, 51, 100, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 2001:db8:1:2:3:4:5:6"], [0x20, 1, 0x0D, 0xB8, 0, 1, 0, 2]),
            ("fd00::1", ["X-Forwarded-For: 198.51.100.1"], [198, 51, 100, 1]),
            ("2001:db8:1:2:3:4:5:6", [], [0x20, 1, 0x0D, 0xB8, 0, 1, 0, 2]),
        ] as [(String, [String], [UInt8])]
    )
    func proxiesAreFollowedRightToLeftAsFarAsTheyAreTrusted(_ peer: String, _ fields: [String], _ network: [UInt8])
        throws
    {
        #expect(try self.network(peer, fields) == network)
    }
}
