import NIOCore
import Testing

@testable import GatehouseProxy

@Suite("Bodies of requests")
struct RequestBodyReaderTests {
    @Test(arguments: [BodyFraming.none, .length(0), .untilClose])
    func aRequestWithoutBodyTakesNothing(framing: BodyFraming) throws {
        var reader = RequestBodyReader(framing)
        var buffer = ByteBuffer(string: "GET /")
        #expect(reader.isComplete == !framing.hasBody)
        guard framing == .none || framing == .untilClose else { return }
        guard case .end = try reader.next(&buffer) else { return #expect(Bool(false)) }
        #expect(reader.isComplete)
        #expect(buffer.readableBytes == 5)
    }

    @Test func aLengthIsTakenAndNoMore() throws {
        var reader = RequestBodyReader(.length(5))
        var buffer = ByteBuffer(string: "abc")
        guard case .data(let first) = try reader.next(&buffer) else { return #expect(Bool(false)) }
        #expect(first.octetText == "abc")
        guard case .needMore = try reader.next(&buffer) else { return #expect(Bool(false)) }
        #expect(!reader.isComplete)
        buffer.writeString("deGET /")
        guard case .data(let second) = try reader.next(&buffer) else { return #expect(Bool(false)) }
        #expect(second.octetText == "de")
        #expect(reader.isComplete)
        #expect(reader.received == 5)
        #expect(buffer.octetText == "GET /")
    }

    @Test func chunksAreTakenWithTheirTrailers() throws {
        var reader = RequestBodyReader(.chunked, nominations: ["x-drop".octets])
        var buffer = ByteBuffer(string: "3\r\nabc\r\n0\r\nX-Drop: 1\r\nX-Keep: 2\r\n\r\nGET /")
        guard case .data(let part) = try reader.next(&buffer) else { return #expect(Bool(false)) }
        #expect(part.octetText == "abc")
        #expect(!reader.isComplete)
        guard case .end = try reader.next(&buffer) else { return #expect(Bool(false)) }
        #expect(reader.isComplete)
        #expect(reader.received == 3)
        #expect(String(octets: reader.trailers) == "X-Keep: 2\r\n")
        #expect(buffer.octetText == "GET /")
    }
}
