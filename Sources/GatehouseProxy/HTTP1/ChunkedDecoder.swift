import NIOCore

/// Takes a chunked body apart, strictly and incrementally (RFC 9112 §7.1).
struct ChunkedDecoder {
    /// What `next` found.
    enum Part {
        /// Body bytes: a slice of the buffer, not a copy.
        case data(ByteBuffer)
        /// The body is over; `trailers` has the field lines that may be forwarded.
        case end
        /// More bytes are needed.
        case needMore
    }

    private enum State {
        case sizeLine
        case data(remaining: Int64)
        case dataEnd
        case trailers
        case end
    }

    /// The whole trailer lines that may be forwarded, each with its CRLF; filled when `next` returns `.end`.
    private(set) var trailers: [UInt8] = []
    private let nominations: [[UInt8]]
    private let limits: HeadLimits
    private var state = State.sizeLine
    /// How much of the line at the front is known to have no end.
    private var scanned = 0
    private var trailerBytes = 0
    private var trailerCount = 0
    /// Bytes spent on framing beyond what the data excuses.
    private var overhead: Int64 = 0

    private static let maximumSizeLine = 1_024
    private static let maximumOverhead: Int64 = 65_536

    /// - Parameters:
    ///   - nominations: The names in the message's `Connection` field, whose trailers are dropped.
    ///   - limits: Bounds of the trailer section.
    init(nominations: [[UInt8]] = [], limits: HeadLimits = HeadLimits(bytes: 16_384, fieldCount: 64)) {
        self.nominations = nominations
        self.limits = limits
    }

    /// Takes the next part from the front of a buffer.
    ///
    /// Call it until it returns `.end` or `.needMore`; bytes that it leaves in the buffer must still be there next time.
    mutating func next(_ buffer: inout ByteBuffer) throws(MessageRefusal) -> Part {
        while true {
            switch state {
            case .sizeLine:
                guard try readSize(&buffer) else { return .needMore }
            case .data(let remaining):
                return readData(&buffer, remaining: remaining)
            case .dataEnd:
                guard try readDataEnd(&buffer) else { return .needMore }
            case .trailers:
                guard try readTrailer(&buffer) else { return .needMore }
            case .end:
                return .end
            }
        }
    }

    private mutating func readData(_ buffer: inout ByteBuffer, remaining: Int64) -> Part {
        let available = Int(min(remaining, Int64(buffer.readableBytes)))
        guard available > 0, let data = buffer.readSlice(length: available) else { return .needMore }
        let left = remaining - Int64(available)
        state = left == 0 ? .dataEnd : .data(remaining: left)
        return .data(data)
    }

    private mutating func readDataEnd(_ buffer: inout ByteBuffer) throws(MessageRefusal) -> Bool {
        let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self)
        guard first == nil || first == UInt8(ascii: "\r") else { throw .chunkEnd }
        guard let lineEnd = buffer.readInteger(as: UInt16.self) else { return false }
        guard lineEnd == 0x0D0A else { throw .chunkEnd }
        state = .sizeLine
        return true
    }
}

// MARK: - Chunk sizes

extension ChunkedDecoder {
    private mutating func readSize(_ buffer: inout ByteBuffer) throws(MessageRefusal) -> Bool {
        let maximum = Self.maximumSizeLine
        guard let line = try ChunkSizeLine.read(buffer.readableBytesSpan, maximumLength: maximum, from: &scanned) else {
            return false
        }
        try charge(Int64(line.length), against: line.size)
        scanned = 0
        buffer.moveReaderIndex(forwardBy: line.length)
        state = line.size == 0 ? .trailers : .data(remaining: line.size)
        return true
    }

    /// Bounds what a peer can make us read without giving us any data: tiny chunks with long extensions.
    private mutating func charge(_ lineLength: Int64, against size: Int64) throws(MessageRefusal) {
        overhead = max(0, overhead + lineLength - 16 - min(size, Self.maximumOverhead))
        guard overhead <= Self.maximumOverhead else { throw .chunkExtension }
    }
}

// MARK: - Trailers

extension ChunkedDecoder {
    /// Reads one trailer line or the body's end; false if the line is not whole.
    private mutating func readTrailer(_ buffer: inout ByteBuffer) throws(MessageRefusal) -> Bool {
        guard let length = try takeTrailer(buffer.readableBytesSpan) else { return false }
        buffer.moveReaderIndex(forwardBy: length)
        return true
    }

    /// Takes in the line at the front and answers its length; nil if it is not whole.
    private mutating func takeTrailer(_ bytes: RawSpan) throws(MessageRefusal) -> Int? {
        guard let lineFeed = bytes.firstOffset(of: UInt8(ascii: "\n"), from: scanned) else {
            guard trailerBytes + bytes.byteCount <= limits.bytes else { throw .trailers }
            scanned = bytes.byteCount
            return nil
        }
        scanned = 0
        let length = lineFeed + 1
        trailerBytes += length
        guard trailerBytes <= limits.bytes else { throw .trailers }
        if length == 2, bytes.byte(0) == UInt8(ascii: "\r") {
            state = .end
        } else {
            try keepTrailer(bytes.extracting(0..<length))
        }
        return length
    }

    private mutating func keepTrailer(_ line: RawSpan) throws(MessageRefusal) {
        var end = 0
        guard let field = try FieldLine.read(line, at: &end), end == line.byteCount else { throw .lineEnding }
        trailerCount += 1
        guard trailerCount <= limits.fieldCount else { throw .trailers }
        guard TrailerFilter.allows(field, in: line, nominations: nominations) else { return }
        for offset in 0..<line.byteCount { trailers.append(line.byte(offset)) }
    }
}
