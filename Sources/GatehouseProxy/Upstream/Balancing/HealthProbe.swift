import GatehousePolicy
import NIOCore
import NIOPosix

/// Asks one endpoint, on a connection of its own, for the status that it answers a health check with.
final class HealthProbe: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// A status line is shorter.
    private static let maximumBytes = 4_096

    /// What goes wrong on the way.
    enum Failure: Error {
        case unanswered
        case untrusted
    }

    private let request: ByteBuffer
    private let answer: EventLoopPromise<Int>
    private var received = ByteBuffer()

    private init(_ request: ByteBuffer, _ answer: EventLoopPromise<Int>) {
        self.request = request
        self.answer = answer
    }

    /// Connects, asks and closes, all within the check's time; redirections are answers like others.
    static func run(
        _ endpoint: EndpointStanding,
        _ settings: UpstreamOptions.HealthCheck,
        host: String,
        trust: UpstreamTrust?,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<Int> {
        let answer = eventLoop.makePromise(of: Int.self)
        let timeout = TimeAmount.seconds(settings.timeout)
        let request = ByteBuffer(
            string: "GET \(settings.path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: Gatehouse-Health-Check\r\n"
                + "Accept: */*\r\nConnection: close\r\n\r\n"
        )
        let connecting = connect(to: endpoint, trust, within: timeout, on: eventLoop)
        let timer = eventLoop.scheduleTask(in: timeout) { answer.fail(Failure.unanswered) }
        connecting.whenComplete { result in
            switch result {
            case .failure(let error): answer.fail(error)
            case .success(let channel):
                answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
                do {
                    try channel.pipeline.syncOperations.addHandler(HealthProbe(request, answer))
                } catch {
                    answer.fail(error)
                }
            }
        }
        answer.futureResult.whenComplete { _ in timer.cancel() }
        return answer.futureResult
    }

    private static func connect(
        to endpoint: EndpointStanding,
        _ trust: UpstreamTrust?,
        within timeout: TimeAmount,
        on eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(timeout)
        switch endpoint.upstream {
        case .unix(let path):
            return bootstrap.connect(unixDomainSocketPath: path)
        case .tcp(let scheme, let host, let port, _):
            let known = endpoint.resolved ?? SocketAddress(literal: host, port: port)
            let connected = known.map { bootstrap.connect(to: $0) } ?? bootstrap.connect(host: host, port: port)
            guard scheme == .https else { return connected }
            return connected.flatMap { channel in
                do {
                    guard let trust else { throw Failure.untrusted }
                    return try UpstreamHandshake.begin(on: channel, trust, host: host, within: timeout)
                        .map { _ in channel }
                } catch {
                    channel.close(promise: nil)
                    return channel.eventLoop.makeFailedFuture(error)
                }
            }
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        if let status = Self.status(in: received.readableBytesView) {
            answer.succeed(status)
        } else if received.readableBytes > Self.maximumBytes {
            answer.fail(Failure.unanswered)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        answer.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.fail(Failure.unanswered)
    }

    /// The status of a whole status line (RFC 9112 §4); 0 if it is none, nil if it is not whole.
    static func status(in bytes: some Collection<UInt8>) -> Int? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = Array(bytes[..<end])
        let version = Array("HTTP/1.".utf8)
        guard line.count >= 12, line.starts(with: version), line[8] == UInt8(ascii: " ") else { return 0 }
        let digits = line[9..<12]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return 0 }
        let status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        // RFC 9110 §15.2: an interim response is no answer.
        return status < 200 ? 0 : status
    }
}
