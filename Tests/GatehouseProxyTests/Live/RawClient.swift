import NIOCore
import NIOPosix
import NIOSSL

/// Sends bytes to the proxy as they stand, and hands out what comes back.
actor RawClient {
    private let channel: any Channel
    private var iterator: AsyncStream<ByteBuffer>.Iterator
    private var received = ""

    /// Connects in the clear, or with a handshake for a host; the prelude goes before everything.
    static func connect(
        to port: Int,
        at address: String = "127.0.0.1",
        tls: NIOSSLContext? = nil,
        host: String? = nil,
        prelude: [UInt8] = []
    ) async throws -> RawClient {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if !prelude.isEmpty { try channel.pipeline.syncOperations.addHandler(PreludeHandler(prelude)) }
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: host)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(StreamHandler(continuation))
                }
            }
            .connect(host: address, port: port)
            .get()
        return RawClient(channel, stream)
    }

    private init(_ channel: any Channel, _ stream: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.iterator = stream.makeAsyncIterator()
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Everything received so far, once it satisfies the condition or the proxy has closed.
    func text(until isEnough: (String) -> Bool) async -> String {
        var iterator = iterator
        while !isEnough(received), let bytes = await iterator.next(isolation: self) {
            received += String(buffer: bytes)
        }
        self.iterator = iterator
        return received
    }

    /// Everything up to the proxy's closing the connection.
    func textToEnd() async -> String {
        await text { _ in false }
    }

    /// Sends a request and waits for a response that ends with a marker; forgets it.
    func exchange(_ request: String, endingWith marker: String) async throws -> String {
        try await exchange(request, endingWith: [marker])
    }

    /// Sends a request and waits for a response that ends with one of some markers; forgets it.
    func exchange(_ request: String, endingWith markers: [String]) async throws -> String {
        try await send(request)
        let text = await text { text in markers.contains { text.hasSuffix($0) } }
        received = ""
        return text
    }

    /// Says that nothing more comes.
    func finishSending() async throws {
        try await channel.close(mode: .output)
    }

    /// The certificate that the proxy has shown, as it came over the wire.
    func shownCertificate() async throws -> [UInt8]? {
        try await channel.nioSSL_peerCertificate().get()?.toDERBytes()
    }

    func setReading(_ isReading: Bool) async throws {
        try await channel.setOption(.autoRead, value: isReading).get()
    }

    func close() async throws {
        try await channel.close()
    }
}

/// Sends bytes before anything else, TLS included.
private final class PreludeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
        context.fireChannelActive()
    }
}
