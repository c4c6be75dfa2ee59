import GatehousePolicy
import GatehouseTestSupport
import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Request heads in pieces and in ruins")
struct RequestHeadPropertyTests {
    static let heads = [
        AcceptedMessage("a plain GET", HeadText.request("GET /a/b?c HTTP/1.1", "Accept: */*", "Cookie: a=b; c=d")),
        AcceptedMessage("an empty line before", "\r\n" + HeadText.request("HEAD / HTTP/1.1")),
        AcceptedMessage("chunks", HeadText.request("PUT /x HTTP/1.1", "Transfer-Encoding: chunked", "TE: trailers")),
        AcceptedMessage("a length", HeadText.request("POST /x HTTP/1.1", "Content-Length: 12", "Expect: 100-continue")),
        AcceptedMessage("the absolute form", HeadText.request("GET http://a.test/p?q HTTP/1.1", "Connection: close")),
        AcceptedMessage("HTTP/1.0", HeadText.request("GET / HTTP/1.0", "Connection: keep-alive", "X_Odd: \u{E9}")),
        AcceptedMessage("the asterisk form", HeadText.request("OPTIONS * HTTP/1.1", "Max-Forwards: 0")),
        AcceptedMessage("nominations", HeadText.request("GET /y HTTP/1.1", "Connection: X-A, TE", "x-a: 1", "X_A: 2")),
    ]

    @Test(arguments: heads)
    func aHeadCutAnywhereIsTheSameHead(_ message: AcceptedMessage) throws {
        let whole = ParsedRequest.outcome(message.bytes)
        guard case .accepted = whole else { return #expect(whole == .accepted("")) }
        for cut in message.bytes.indices {
            #expect(ParsedRequest.outcome(message.bytes, cutAt: [cut]) == whole, "cut at \(cut)")
        }
        #expect(ParsedRequest.outcome(message.bytes, cutAt: Array(message.bytes.indices)) == whole)
    }

    @Test(arguments: ["\u{16}\u{3}", "\r\n\u{C0}", "\r\n GET", "\n"])
    func whatCannotBecomeARequestIsRefusedAtOnceHoweverItComes(text: String) {
        let bytes = text.octets
        #expect(ParsedRequest.outcome(bytes) == .refused(.requestLine))
        #expect(ParsedRequest.outcome(bytes, cutAt: Array(bytes.indices)) == .refused(.requestLine))
    }

    @Test(arguments: heads)
    func aHeadWithoutItsLastBytesIsNotWhole(_ message: AcceptedMessage) {
        for count in message.bytes.indices {
            #expect(ParsedRequest.outcome(Array(message.bytes.prefix(count))) == .incomplete, "\(count) bytes")
        }
    }

    @Test(arguments: Seeds.first(60))
    func mutationsAreReadTheSameHoweverTheyCome(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for message in Self.heads {
            for _ in 0..<12 {
                let bytes = MessageMutation.mutated(message.bytes, using: &generator)
                let cuts = MessageMutation.cuts(bytes, using: &generator)
                let whole = ParsedRequest.outcome(bytes)
                #expect(ParsedRequest.outcome(bytes, cutAt: cuts) == whole, "\(String(octets: bytes)) at \(cuts)")
            }
        }
    }

    /// What stands after a head, and where its bytes came from, does not change it.
    @Test(arguments: Seeds.first(60))
    func anAcceptedMutationIsReadAgainFromItsOwnBytes(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for message in Self.heads {
            for _ in 0..<12 {
                let bytes = MessageMutation.mutated(message.bytes, using: &generator)
                let outcome = ParsedRequest.outcome(bytes)
                guard case .accepted = outcome, let request = try ParsedRequest.parse(bytes) else { continue }
                let own = Array(bytes.prefix(request.head.headLength))
                #expect(ParsedRequest.outcome(own) == outcome)
                #expect(Self.hasOnlyWholeLines(own), "\(String(octets: own))")
            }
        }
    }

    /// What goes upstream reads as one request with the same method, host and framing, and with no field of ours forged.
    @Test(arguments: Seeds.first(60))
    func whatIsForwardedMeansWhatWasReceived(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for message in Self.heads {
            for _ in 0..<12 {
                let bytes = MessageMutation.mutated(message.bytes, using: &generator)
                guard case .accepted = ParsedRequest.outcome(bytes), let request = try ParsedRequest.parse(bytes) else {
                    continue
                }
                try check(request)
            }
        }
    }

    private func check(_ request: ParsedRequest) throws {
        var normalizer = RequestNormalizer()
        guard (try? normalizer.normalize(request.head, in: request.buffer, isSecure: false)) != nil else { return }
        let written = ForwardedRequest.write(request, path: normalizer.path)
        let forwarded = try #require(try ParsedRequest.parse(Array(written.readableBytesView)), "\(written.octetText)")
        #expect(forwarded.head.headLength == written.readableBytes)
        #expect(forwarded.text(forwarded.head.methodRange) == request.text(request.head.methodRange))
        #expect(forwarded.text(forwarded.head.authority) == request.text(request.head.authority))
        #expect(forwarded.text(forwarded.head.query) == request.text(request.head.query))
        #expect(forwarded.buffer.bytes(of: forwarded.head.path) == normalizer.path)
        #expect(forwarded.head.framing == request.head.framing)
        #expect(!forwarded.head.kinds.intersects([.lookalike, .identity, .hopByHop, .upgrade, .authorization]))
        #expect(forwarded.fields.filter { $0.kind == .forwardedFor }.count == 1)
    }

    private static func hasOnlyWholeLines(_ bytes: [UInt8]) -> Bool {
        let text = String(octets: bytes)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        return lines.allSatisfy { line in
            line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F || $0.value == 0x09 }
        }
    }
}
