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
            ("192.0.2.1", ["Forwarded: for=198.51.100.1"], [192, 0, 2, 1]),
            ("10.0.0.1", ["Forwarded: for=198.51.100.1"], [198, 51, 100, 1]),
            ("10.0.0.1", ["Forwarded: for=203.0.113.9, For=\"198.51.100.1:4711\";proto=https"], [198, 51, 100, 1]),
            (
                "10.0.0.1", ["Forwarded: for=203.0.113.9", "Forwarded: for=198.51.100.1 , for=10.0.0.2"],
                [198, 51, 100, 1]
            ),
            (
                "10.0.0.1", ["Forwarded: by=10.0.0.1; for=\"[2001:db8:1:2:3::4]:443\""],
                [0x20, 1, 0x0D, 0xB8, 0, 1, 0, 2]
            ),
            ("10.0.0.1", ["Forwarded: for=203.0.113.9, for=unknown"], [10, 0, 0, 1]),
            ("10.0.0.1", ["Forwarded: for=203.0.113.9, for=_hidden, for=10.0.0.3"], [10, 0, 0, 3]),
            ("10.0.0.1", ["Forwarded: for=203.0.113.9, proto=https"], [10, 0, 0, 1]),
            ("10.0.0.1", ["Forwarded: for=198.51.100.1, ,"], [198, 51, 100, 1]),
            ("10.0.0.1", ["Forwarded: for=2001:db8::1"], [10, 0, 0, 1]),
            ("10.0.0.1", ["Forwarded: for=\"2001:db8::1\""], [10, 0, 0, 1]),
            ("10.0.0.1", ["Forwarded: for=203.0.113.9;for=198.51.100.1"], [10, 0, 0, 1]),
            // An open quote swallows what the proxy has appended.
            ("10.0.0.1", ["Forwarded: for=\"203.0.113.9, for=198.51.100.1"], [10, 0, 0, 1]),
            ("10.0.0.1", ["Forwarded: for=\"x, for=\"[2001:db8::1]\""], [10, 0, 0, 1]),
            ("10.0.0.1", ["Forwarded: for=203.0.113.9 for=198.51.100.1"], [10, 0, 0, 1]),
            // Two chains that lead to one address, though one of them leaves a proxy out.
            (
                "10.0.0.1", ["X-Forwarded-For: 198.51.100.1, 10.0.0.2", "Forwarded: for=198.51.100.1"],
                [198, 51, 100, 1]
            ),
            // One of the two is the client's own.
            ("10.0.0.1", ["X-Forwarded-For: 198.51.100.1", "Forwarded: for=203.0.113.9"], [10, 0, 0, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 203.0.113.9", "Forwarded: for=198.51.100.1"], [10, 0, 0, 1]),
            ("10.0.0.1", ["X-Forwarded-For: 198.51.100.1", "Forwarded: nonsense"], [10, 0, 0, 1]),
            ("10.0.0.1", ["X-Forwarded-For:", "Forwarded: for=198.51.100.1"], [198, 51, 100, 1]),
        ] as [(String, [String], [UInt8])]
    )
    func proxiesAreFollowedRightToLeftAsFarAsTheyAreTrusted(_ peer: String, _ fields: [String], _ network: [UInt8])
        throws
    {
        #expect(try self.network(peer, fields) == network)
    }
}
