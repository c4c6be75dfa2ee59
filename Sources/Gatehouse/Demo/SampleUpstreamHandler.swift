import GatehouseJOSE
import NIOCore
import NIOHTTP1

/// Answers the sample API's requests on one connection.
final class SampleUpstreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private static let ticks = 10

    private var request: SampleRequest?
    private var isKeptAlive = true

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            request = SampleRequest(head)
            isKeptAlive = head.isKeepAlive
        case .body(let bytes):
            request?.bodyBytes += bytes.readableBytes
        case .end:
            guard let request else { return }
            self.request = nil
            answer(request, context: context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ request: SampleRequest, context: ChannelHandlerContext) {
        switch request.path {
        case "/slow": answerSlowly(request, context: context)
        case "/stream": stream(context: context)
        case "/callback" where [.GET, .HEAD].contains(request.method):
            send(SampleCallback(request), hasBody: request.method == .GET, context: context)
        default:
            let (status, body) = request.answer()
            send(status, body, hasBody: request.method != .HEAD, context: context)
        }
    }

    private func answerSlowly(_ request: SampleRequest, context: ChannelHandlerContext) {
        let seconds = request.seconds
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: context.value.eventLoop)
        context.value.eventLoop.scheduleTask(in: .seconds(seconds)) {
            let body = JSONObject([("waited_seconds", .integer(seconds))])
            handler.value.send(.ok, body, hasBody: true, context: context.value)
        }
    }

    private func stream(context: ChannelHandlerContext) {
        let headers: HTTPHeaders = ["Content-Type": "text/plain", "Cache-Control": "no-store"]
        context.writeAndFlush(wrapOutboundOut(.head(head(.ok, headers))), promise: nil)
        tick(1, context: NIOLoopBound(context, eventLoop: context.eventLoop))
    }

    private func tick(_ number: Int, context: NIOLoopBound<ChannelHandlerContext>) {
        let outbound = context.value
        guard outbound.channel.isActive else { return }
        let bytes = ByteBuffer(string: "tick \(number)\n")
        outbound.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
        guard number < Self.ticks else { return finish(outbound) }
        let handler = NIOLoopBound(self, eventLoop: outbound.eventLoop)
        outbound.eventLoop.scheduleTask(in: .milliseconds(200)) { handler.value.tick(number + 1, context: context) }
    }

    private func send(
        _ status: HTTPResponseStatus,
        _ body: JSONObject,
        hasBody: Bool,
        context: ChannelHandlerContext
    ) {
        send(
            status,
            ["Content-Type": "application/json"],
            body.serialized() + [0x0A],
            hasBody: hasBody,
            context: context
        )
    }

    /// The page stands on the issuer's origin, so it is as strict as the issuer's own.
    private func send(_ callback: SampleCallback, hasBody: Bool, context: ChannelHandlerContext) {
        let headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        ]
        send(.ok, headers, Array(callback.page.utf8), hasBody: hasBody, context: context)
    }

    private func send(
        _ status: HTTPResponseStatus,
        _ headers: HTTPHeaders,
        _ body: [UInt8],
        hasBody: Bool,
        context: ChannelHandlerContext
    ) {
        guard context.channel.isActive else { return }
        let bytes = ByteBuffer(bytes: body)
        var headers = headers
        headers.add(name: "Content-Length", value: "\(bytes.readableBytes)")
        context.write(wrapOutboundOut(.head(head(status, headers))), promise: nil)
        if hasBody { context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil) }
        finish(context)
    }

    private func finish(_ context: ChannelHandlerContext) {
        let channel = context.channel
        let isKeptAlive = isKeptAlive
        context.writeAndFlush(wrapOutboundOut(.end(nil)))
            .whenComplete { _ in
                if !isKeptAlive { channel.close(promise: nil) }
            }
    }

    private func head(_ status: HTTPResponseStatus, _ headers: HTTPHeaders) -> HTTPResponseHead {
        HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }
}
