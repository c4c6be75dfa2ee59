import Testing

@testable import GatehouseProxy

@Suite("What upstreams learn about a client's connection")
struct ForwardedHeadersTests {
    private func lines(
        _ fields: [String] = [],
        host: String = "a.test",
        peer: String = "192.0.2.1",
        isSecure: Bool = false,
        isPeerTrusted: Bool = false,
        to destination: UpstreamHeadWriter.Destination = .application(forwardsToken: false)
    ) throws -> [String] {
        let text = HeadText.lines(["GET / HTTP/1.1", "Host: \(host)"] + fields)
        let request = try #require(try ParsedRequest.parse(text.octets))
        let forwarded = ForwardedHeaders(peer: peer, isSecure: isSecure, isPeerTrusted: isPeerTrusted)
        let writer = UpstreamHeadWriter(destination: destination)
        let lines = try ForwardedRequest.lines(ForwardedRequest.write(request, writer: writer, forwarded: forwarded))
        let trace = try #require(lines.firstIndex { $0.hasPrefix("traceparent") })
        return Array(lines[(trace + 1)...])
    }

    private static let chain = [
        "X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Forwarded-Host: b.test",
        "Forwarded: for=203.0.113.9",
    ]

    @Test func aStrangersChainIsReplaced() throws {
        #expect(
            try lines(Self.chain) == [
                "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Proto: http", "X-Forwarded-Host: a.test",
                "Forwarded: for=192.0.2.1;proto=http;host=a.test",
            ]
        )
    }

    @Test func aTrustedProxysChainIsContinued() throws {
        #expect(
            try lines(Self.chain, isPeerTrusted: true) == [
                "X-Forwarded-For: 203.0.113.9, 192.0.2.1", "X-Forwarded-Proto: https", "X-Forwarded-Host: b.test",
                "Forwarded: for=203.0.113.9, for=192.0.2.1;proto=http;host=a.test",
            ]
        )
    }

    @Test func severalLinesOfAChainBecomeOne() throws {
        let fields = [
            "X-Forwarded-For: 1.1.1.1, 2.2.2.2", "X-Forwarded-Proto: http", "x-forwarded-for: 3.3.3.3",
            "X-Forwarded-For:", "X-Forwarded-Proto: https", "Forwarded: for=_a", "Forwarded: for=_b",
        ]
        #expect(
            try lines(fields, isPeerTrusted: true) == [
                "X-Forwarded-For: 1.1.1.1, 2.2.2.2, 3.3.3.3, 192.0.2.1", "X-Forwarded-Proto: https",
                "X-Forwarded-Host: a.test", "Forwarded: for=_a, for=_b, for=192.0.2.1;proto=http;host=a.test",
            ]
        )
    }

    /// A proxy that knows the name spells it right; another spelling came from its own client.
    @Test func lookalikesOfATrustedProxyAreNotContinued() throws {
        let fields = ["X_Forwarded_For: 203.0.113.9", "X_FORWARDED_PROTO: https", "X-Forwarded-Port: 443"]
        #expect(try lines(fields, isPeerTrusted: true) == (try lines()))
    }

    @Test func aTrustedProxyWithoutChainBeginsOne() throws {
        #expect(try lines(isPeerTrusted: true) == (try lines()))
    }

    /// RFC 7239 §4, §6: what is no token is quoted, and an IPv6 address has brackets.
    @Test func addressesAndPortsAreQuoted() throws {
        #expect(
            try lines(host: "a.test:8443", peer: "2001:db8::1", isSecure: true) == [
                "X-Forwarded-For: 2001:db8::1", "X-Forwarded-Proto: https", "X-Forwarded-Host: a.test:8443",
                "Forwarded: for=\"[2001:db8::1]\";proto=https;host=\"a.test:8443\"",
            ]
        )
        #expect(try lines(host: "[::1]", peer: "").last == "Forwarded: for=unknown;proto=http;host=\"[::1]\"")
    }

    @Test func theIssuersSiteLearnsTheLastAddressOfATrustedChain() throws {
        func facts(_ fields: [String], isPeerTrusted: Bool) throws -> [String] {
            try lines(fields, isPeerTrusted: isPeerTrusted, to: .control)
        }
        let direct = ["X-Gatehouse-Peer: 192.0.2.1", "X-Gatehouse-Proto: http", "X-Gatehouse-Host: a.test"]
        #expect(try facts(Self.chain, isPeerTrusted: false) == direct)
        #expect(try facts([], isPeerTrusted: true) == direct)
        let behind = ["X-Gatehouse-Peer: 203.0.113.9", "X-Gatehouse-Proto: https", "X-Gatehouse-Host: a.test"]
        #expect(try facts(["X-Forwarded-For: 6.6.6.6 ,203.0.113.9", Self.chain[1]], isPeerTrusted: true) == behind)
        #expect(try facts(["X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: HTTPS"], isPeerTrusted: true) == behind)
    }

    @Test(arguments: ["a b", "x,", "x, ", "\u{E9}", String(repeating: "1", count: 65)])
    func anAddressThatCannotBeOneIsNotTakenOver(value: String) throws {
        let first = try lines(["X-Forwarded-For: \(value)"], isPeerTrusted: true, to: .control).first
        #expect(first == "X-Gatehouse-Peer: 192.0.2.1")
    }
}
