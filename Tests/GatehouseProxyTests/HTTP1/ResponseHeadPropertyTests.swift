import GatehouseTestSupport
import Testing

@testable import GatehouseProxy

@Suite("Response heads in pieces and in ruins")
struct ResponseHeadPropertyTests {
    static let heads = [
        AcceptedMessage("a length", HeadText.response("HTTP/1.1 200 OK", "Content-Length: 5", "ETag: \"a\"")),
        AcceptedMessage("chunks", HeadText.response("HTTP/1.1 404 x", "Transfer-Encoding: chunked", "Trailer: A")),
        AcceptedMessage("no reason", HeadText.response("HTTP/1.1 302", "Location: /a", "Set-Cookie: a=b; Path=/")),
        AcceptedMessage("HTTP/1.0", HeadText.response("HTTP/1.0 200 OK", "Connection: keep-alive", "X_Odd: \u{E9}")),
        AcceptedMessage("an interim one", HeadText.response("HTTP/1.1 103 Early Hints", "Link: </a>")),
        AcceptedMessage("nominations", HeadText.response("HTTP/1.1 204 x", "Connection: X-A", "x-a: 1", "X_A: 2")),
    ]

    @Test(arguments: heads)
    func aHeadCutAnywhereIsTheSameHead(_ message: AcceptedMessage) throws {
        let whole = ParsedResponse.outcome(message.bytes)
        guard case .accepted = whole else { return #expect(whole == .accepted("")) }
        for cut in message.bytes.indices {
            #expect(ParsedResponse.outcome(message.bytes, cutAt: [cut]) == whole, "cut at \(cut)")
        }
        #expect(ParsedResponse.outcome(message.bytes, cutAt: Array(message.bytes.indices)) == whole)
    }

    @Test(arguments: heads)
    func aHeadWithoutItsLastBytesIsNotWhole(_ message: AcceptedMessage) {
        for count in message.bytes.indices {
            #expect(ParsedResponse.outcome(Array(message.bytes.prefix(count))) == .incomplete, "\(count) bytes")
        }
    }

    @Test(arguments: Seeds.first(60))
    func mutationsAreReadTheSameHoweverTheyCome(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for message in Self.heads {
            for _ in 0..<12 {
                let bytes = MessageMutation.mutated(message.bytes, using: &generator)
                let cuts = MessageMutation.cuts(bytes, using: &generator)
                let whole = ParsedResponse.outcome(bytes)
                #expect(ParsedResponse.outcome(bytes, cutAt: cuts) == whole, "\(String(octets: bytes)) at \(cuts)")
                guard case .accepted = whole, let response = try ParsedResponse.parse(bytes) else { continue }
                #expect(ParsedResponse.outcome(Array(bytes.prefix(response.head.headLength))) == whole)
            }
        }
    }

    /// What goes downstream reads as one response of the same status, framed as was decided.
    @Test(arguments: Seeds.first(60))
    func whatIsForwardedMeansWhatWasReceived(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for message in Self.heads {
            for _ in 0..<12 {
                let bytes = MessageMutation.mutated(message.bytes, using: &generator)
                guard case .accepted = ParsedResponse.outcome(bytes), let response = try ParsedResponse.parse(bytes),
                    !response.head.isInterim
                else { continue }
                let text = String(octets: bytes.prefix(response.head.headLength))
                let written = try DownstreamResponse.lines(text, closes: true)
                let forwarded = try #require(try ParsedResponse.parse(HeadText.lines(written).octets))
                #expect(forwarded.head.status == response.head.status)
                #expect(forwarded.text(forwarded.head.reason) == response.text(response.head.reason))
                #expect(forwarded.head.framing == DownstreamHeadWriter.framing(of: response.head, for: .http11))
                #expect(!forwarded.head.isKeepAlive)
            }
        }
    }
}
