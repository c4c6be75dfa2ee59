import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("The bounds of a request head")
struct RequestHeadLimitsTests {
    private static let limits = HeadLimits(bytes: 256, fieldCount: 4, targetBytes: 64)

    /// A head of exactly so many bytes.
    private static func head(of count: Int) -> [UInt8] {
        let bare = HeadText.request("GET / HTTP/1.1", "X: ").octets.count
        return HeadText.request("GET / HTTP/1.1", "X: " + String(repeating: "x", count: count - bare)).octets
    }

    @Test func aHeadMayBeAsLargeAsTheLimit() throws {
        let request = try ParsedRequest.parse(Self.head(of: 256) + "body".octets, limits: Self.limits)
        #expect(request?.head.headLength == 256)
    }

    @Test(arguments: [257, 258, 259, 300, 2_000])
    func aLargerHeadIsRefused(count: Int) {
        let bytes = Self.head(of: count)
        #expect(ParsedRequest.outcome(bytes, limits: Self.limits) == .refused(.headTooLarge))
        #expect(
            ParsedRequest.outcome(bytes, cutAt: Array(bytes.indices), limits: Self.limits) == .refused(.headTooLarge)
        )
    }

    /// Whoever never ends a line cannot make us wait for more than the limit.
    @Test func aHeadWithoutEndIsRefusedAtTheLimit() {
        let start = HeadText.request("GET / HTTP/1.1", "X: ").octets.dropLast(4)
        for count in [256, 257] {
            let bytes = start + [UInt8](repeating: UInt8(ascii: "x"), count: count - start.count)
            let expected = count > 256 ? MessageOutcome.refused(.headTooLarge) : .incomplete
            #expect(ParsedRequest.outcome(Array(bytes), limits: Self.limits) == expected)
            #expect(ParsedRequest.outcome(Array(bytes), cutAt: [9, 40, 200], limits: Self.limits) == expected)
        }
    }

    @Test func aTargetMayBeAsLongAsTheLimit() throws {
        let target = "/" + String(repeating: "a", count: 63)
        let longest = HeadText.request("GET \(target) HTTP/1.1").octets
        let longer = HeadText.request("GET \(target)? HTTP/1.1").octets
        #expect(try ParsedRequest.parse(longest, limits: Self.limits)?.head.path.count == 64)
        #expect(ParsedRequest.outcome(longer, limits: Self.limits) == .refused(.targetTooLong))
        let cuts = Array(longer.indices)
        #expect(ParsedRequest.outcome(longer, cutAt: cuts, limits: Self.limits) == .refused(.targetTooLong))
    }

    @Test func aTargetWithoutEndIsTooLong() {
        let bytes = "GET /".octets + [UInt8](repeating: UInt8(ascii: "a"), count: 300)
        #expect(ParsedRequest.outcome(bytes, limits: Self.limits) == .refused(.targetTooLong))
        let cuts = Array(bytes.indices)
        #expect(ParsedRequest.outcome(bytes, cutAt: cuts, limits: Self.limits) == .refused(.targetTooLong))
    }

    @Test func fieldLinesAreCounted() throws {
        let most = HeadText.request("GET / HTTP/1.1", "A: 1", "B: 2", "C: 3").octets
        let more = HeadText.request("GET / HTTP/1.1", "A: 1", "B: 2", "C: 3", "D: 4").octets
        #expect(try ParsedRequest.parse(most, limits: Self.limits)?.fields.count == 4)
        #expect(ParsedRequest.outcome(more, limits: Self.limits) == .refused(.tooManyFields))
    }

    /// One parser serves all connections: what it read before leaves no trace.
    @Test func aRefusedHeadLeavesNothingBehind() throws {
        var parser = RequestHeadParser()
        var scanned = 0
        let bad = HeadText.request("POST / HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 5")
        _ = try? parser.parse(ByteBuffer(bytes: bad.octets), resumeFrom: &scanned)
        scanned = 0
        let isWhole = try parser.parse(ByteBuffer(bytes: HeadText.request().octets), resumeFrom: &scanned)
        #expect(isWhole)
        #expect(parser.head.framing == .none)
        #expect(parser.fields.count == 1)
        #expect(parser.head.kinds == [.host])
    }
}
