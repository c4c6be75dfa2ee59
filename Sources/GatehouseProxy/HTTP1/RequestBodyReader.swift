import NIOCore

/// Takes a request's body off the front of what was received, however it is framed.
struct RequestBodyReader {
    private enum Source {
        case none
        case length(Int64)
        case chunks(ChunkedDecoder)
    }

    private var source: Source
    private(set) var isComplete: Bool
    /// Body bytes given out so far.
    private(set) var received: Int64 = 0
    /// The trailer lines that may be forwarded, once the body is complete.
    private(set) var trailers: [UInt8] = []

    init(_ framing: BodyFraming, nominations: [[UInt8]] = []) {
        self.isComplete = !framing.hasBody
        switch framing {
        case .none, .untilClose: self.source = .none
        case .length(let length): self.source = .length(length)
        case .chunked: self.source = .chunks(ChunkedDecoder(nominations: nominations))
        }
    }

    /// The next part of the body; after `.end`, or once `isComplete`, the buffer starts with the next request.
    mutating func next(_ buffer: inout ByteBuffer) throws(MessageRefusal) -> ChunkedDecoder.Part {
        switch source {
        case .none:
            isComplete = true
            return .end
        case .length(let remaining):
            return readLength(remaining, &buffer)
        case .chunks(var decoder):
            source = .none
            let part = try decoder.next(&buffer)
            if case .end = part {
                isComplete = true
                trailers = decoder.trailers
            }
            if case .data(let bytes) = part { received += Int64(bytes.readableBytes) }
            source = .chunks(decoder)
            return part
        }
    }

    private mutating func readLength(_ remaining: Int64, _ buffer: inout ByteBuffer) -> ChunkedDecoder.Part {
        let count = Int(min(remaining, Int64(buffer.readableBytes)))
        guard count > 0, let part = buffer.readSlice(length: count) else { return .needMore }
        received += Int64(count)
        source = .length(remaining - Int64(count))
        isComplete = remaining == Int64(count)
        return .data(part)
    }
}
