import NIOCore
import NIOHPACK
import NIOPosix

/// A client of HTTP/2 that sends any frame it is told to, and hands out the frames that come back.
actor FrameClient {
    /// One frame as it is on the wire (RFC 9113 §4.1).
    struct Frame: Equatable {
        var type: UInt8
        var flags: UInt8 = 0
        var stream: UInt32 = 0
        var payload: [UInt8] = []

        static let data: UInt8 = 0
        static let headers: UInt8 = 1
        static let priority: UInt8 = 2
        static let reset: UInt8 = 3
        static let settings: UInt8 = 4
        static let push: UInt8 = 5
        static let ping: UInt8 = 6
        static let goAway: UInt8 = 7
        static let windowUpdate: UInt8 = 8
        static let continuation: UInt8 = 9
        static let endStream: UInt8 = 1
        static let acknowledgement: UInt8 = 1
        static let endHeaders: UInt8 = 4

        /// The number at an offset of the payload.
        func number(at offset: Int) -> UInt32 {
            payload[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) }
        }

        static func bytes(_ number: UInt32) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    /// A response, or what became of it.
    struct Response {
        var status = ""
        var fields: [(String, String)] = []
        var body: [UInt8] = []
        var trailers: [(String, String)] = []
        var interims: [String] = []
        /// The code of RST_STREAM.
        var reset: UInt32?
        /// The code of GOAWAY, or that the connection closed.
        var goAway: UInt32?
        var isWhole = false

        func field(_ name: String) -> String? { fields.first { $0.0 == name }?.1 }
        func trailer(_ name: String) -> String? { trailers.first { $0.0 == name }?.1 }
        var text: String { String(octets: body) }
    }

    private let channel: any Channel
    private var iterator: AsyncStream<ByteBuffer>.Iterator
    private var received = ByteBuffer()
    private var encoder = HPACKEncoder(allocator: ByteBufferAllocator())
    private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())
    private var nextStream: UInt32 = 1
    /// Frames that were read while others were waited for.
    private var kept: [(Frame, [(String, String)])] = []
    private(set) var isClosed = false

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// Connects, and says what every client says first.
    static func connect(to port: Int, settings: [(UInt16, UInt32)] = []) async throws -> FrameClient {
        let client = try await open(to: port)
        try await client.send(preface)
        // The acknowledgement of what the proxy says before it reads any of this.
        let acknowledgement = Frame(type: Frame.settings, flags: Frame.acknowledgement)
        try await client.send(Self.settings(settings), acknowledgement)
        return client
    }

    /// Connects without a word.
    static func open(to port: Int) async throws -> FrameClient {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamHandler(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        return FrameClient(channel, stream)
    }

    private init(_ channel: any Channel, _ stream: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.iterator = stream.makeAsyncIterator()
    }

    static func settings(_ settings: [(UInt16, UInt32)]) -> Frame {
        var payload: [UInt8] = []
        for (name, value) in settings { payload += [UInt8(name >> 8), UInt8(name & 0xFF)] + Frame.bytes(value) }
        return Frame(type: Frame.settings, payload: payload)
    }

    // MARK: Sending

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    func send(_ frames: Frame...) async throws {
        try await send(frames)
    }

    func send(_ frames: [Frame]) async throws {
        try await send(frames.flatMap(Self.wire))
    }

    private static func wire(_ frame: Frame) -> [UInt8] {
        let count = UInt32(frame.payload.count)
        return Array(Frame.bytes(count).dropFirst()) + [frame.type, frame.flags] + Frame.bytes(frame.stream)
            + frame.payload
    }

    func block(_ fields: [(String, String)]) throws -> [UInt8] {
        var buffer = ByteBuffer()
        try encoder.encode(headers: HPACKHeaders(fields), to: &buffer)
        return Array(buffer.readableBytesView)
    }

    /// Sends a request's header block on a stream of its own.
    func begin(_ fields: [(String, String)], endsStream: Bool = true) async throws -> UInt32 {
        let stream = nextStream
        nextStream += 2
        try await sendHeaders(fields, on: stream, endsStream: endsStream)
        return stream
    }

    func sendHeaders(_ fields: [(String, String)], on stream: UInt32, endsStream: Bool) async throws {
        let flags = Frame.endHeaders | (endsStream ? Frame.endStream : 0)
        try await send(Frame(type: Frame.headers, flags: flags, stream: stream, payload: try block(fields)))
    }

    func sendData(_ text: String, on stream: UInt32, endsStream: Bool = true) async throws {
        let flags = endsStream ? Frame.endStream : 0
        try await send(Frame(type: Frame.data, flags: flags, stream: stream, payload: text.octets))
    }

    // MARK: Receiving

    /// The next frame that came; nil if the proxy has closed.
    func next() async -> Frame? {
        var iterator = iterator
        defer { self.iterator = iterator }
        while true {
            if let frame = take() { return frame }
            guard var bytes = await iterator.next(isolation: self) else {
                isClosed = true
                return nil
            }
            received.writeBuffer(&bytes)
        }
    }

    private func take() -> Frame? {
        let start = received.readerIndex
        guard let head = received.getBytes(at: start, length: 9) else { return nil }
        let count = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
        guard let payload = received.getBytes(at: start + 9, length: count) else { return nil }
        received.moveReaderIndex(forwardBy: 9 + count)
        let stream = head[5..<9].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return Frame(type: head[3], flags: head[4], stream: stream, payload: payload)
    }

    /// The next frame of a type, whatever comes before.
    func next(_ type: UInt8) async -> Frame? {
        while let frame = await next() {
            if frame.type == type { return frame }
        }
        return nil
    }

    /// Reads until a stream's response is whole or enough, or something ended it; windows are opened as bodies come.
    func response(
        on stream: UInt32,
        opensWindows: Bool = true,
        until isEnough: @Sendable (Response) -> Bool = { _ in false }
    ) async throws -> Response {
        var response = Response()
        for (frame, fields) in kept where frame.stream == stream { take(frame, fields, into: &response) }
        kept.removeAll { $0.0.stream == stream }
        while !response.isWhole, response.reset == nil, response.goAway == nil, !isEnough(response) {
            guard let frame = await next() else {
                response.goAway = response.goAway ?? .max
                break
            }
            // A server that stops finishes what is open.
            if frame.type == Frame.goAway, frame.number(at: 4) != 0 { response.goAway = frame.number(at: 4) }
            if frame.type == Frame.data, opensWindows, !frame.payload.isEmpty {
                let more = Frame.bytes(UInt32(frame.payload.count))
                var updates = [Frame(type: Frame.windowUpdate, payload: more)]
                if frame.flags & Frame.endStream == 0 {
                    updates.append(Frame(type: Frame.windowUpdate, stream: frame.stream, payload: more))
                }
                try? await send(updates)
            }
            // Every block changes the decoder's table.
            let fields = frame.type == Frame.headers ? try decoded(frame) : []
            if frame.stream == stream {
                take(frame, fields, into: &response)
            } else if frame.stream != 0 {
                kept.append((frame, fields))
            }
        }
        return response
    }

    private func decoded(_ frame: Frame) throws -> [(String, String)] {
        var buffer = ByteBuffer(bytes: frame.payload)
        return try decoder.decodeHeaders(from: &buffer).map { ($0.name, $0.value) }
    }

    private func take(_ frame: Frame, _ fields: [(String, String)], into response: inout Response) {
        switch frame.type {
        case Frame.headers:
            let status = fields.first { $0.0 == ":status" }?.1
            if let status, status.hasPrefix("1") {
                response.interims.append(status)
            } else if let status {
                response.status = status
                response.fields = fields
            } else {
                response.trailers = fields
            }
        case Frame.data: response.body += frame.payload
        case Frame.reset: response.reset = frame.number(at: 0)
        default: return
        }
        if frame.type != Frame.reset, frame.flags & Frame.endStream != 0 { response.isWhole = true }
    }

    /// Sends a request without a body and waits for what comes of it.
    func get(_ path: String, fields: [(String, String)] = []) async throws -> Response {
        try await response(on: begin(Self.request(path, fields)))
    }

    /// The code of the GOAWAY that ends the connection; nil if it closed without one.
    func end() async -> UInt32? {
        var code: UInt32?
        while let frame = await next() {
            if frame.type == Frame.goAway { code = frame.number(at: 4) }
        }
        return code
    }

    static func request(
        _ path: String,
        _ fields: [(String, String)] = [],
        method: String = "GET"
    ) -> [(String, String)] {
        [(":method", method), (":scheme", "http"), (":path", path), (":authority", "localhost:8080")] + fields
    }

    func close() async throws {
        try await channel.close()
    }
}
