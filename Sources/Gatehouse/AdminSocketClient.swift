import FoundationEssentials
package import GatehouseOAuth
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Asks a running server to carry out administrators' commands: the admin API over its `admin.sock`.
package struct AdminSocketClient: Sendable {
    /// The most that the answers to one command may hold together.
    private static let limit = 64 * 1024 * 1024
    /// The most pages that a list may have.
    private static let mostPages = 4096

    private let path: String
    private let patience: TimeAmount

    /// Takes the path of the socket and how many seconds an answer may take.
    package init(path: String, seconds: Int64 = 60) {
        self.path = path
        self.patience = .seconds(seconds)
    }

    /// Carries out one command: asks what it takes, and waits for every answer.
    package func perform(_ command: AdminCommand) async throws(AdminSocketError) -> AdminAnswer {
        let exchange: AdminExchange<AdminAnswer>
        do {
            exchange = try command.exchange
        } catch {
            return .refused(error)
        }
        return try await perform(exchange)
    }

    /// Asks what an exchange takes, and waits for every answer.
    func perform<Answer>(_ exchange: AdminExchange<Answer>) async throws(AdminSocketError) -> Answer {
        var told: [Data] = []
        for (place, request) in exchange.requests.enumerated() {
            if place != exchange.telling {
                _ = try await send(request, atMost: Self.limit)
            } else if exchange.isList {
                told = try await pages(from: request)
            } else {
                told = [try await send(request, atMost: Self.limit)]
            }
        }
        do {
            return try exchange.answer(told)
        } catch {
            throw .broken("an answer of another version")
        }
    }

    private struct Next: Decodable {
        let next: String?
    }

    /// All pages of a list; one that has no end is broken, not cut.
    private func pages(from first: AdminRequest) async throws(AdminSocketError) -> [Data] {
        var pages: [Data] = []
        var rest = Self.limit
        var request = first
        while pages.count < Self.mostPages {
            let page = try await send(request, atMost: rest)
            pages.append(page)
            rest -= page.count
            guard let address = (try? JSONDecoder().decode(Next.self, from: page))?.next else { return pages }
            guard let next = AdminRequest.page(at: address) else { throw .broken("an answer of another version") }
            request = next
        }
        throw .broken("a list without end")
    }

    /// The body of the answer, if it is a success.
    private func send(_ request: AdminRequest, atMost limit: Int) async throws(AdminSocketError) -> Data {
        let channel = try await connect()
        let (status, body) = try await exchange(request, over: channel, atMost: limit)
        guard (200..<300).contains(status) else { throw AdminSocketError(status: status, body: body) }
        return body
    }

    private typealias HTTPChannel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private func connect() async throws(AdminSocketError) -> HTTPChannel {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try HTTPChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch let error as IOError where error.errnoCode == ENOENT || error.errnoCode == ECONNREFUSED {
            throw .notRunning
        } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
            throw .notPermitted
        } catch {
            throw .broken("\(error)")
        }
    }

    private func exchange(
        _ request: AdminRequest,
        over channel: HTTPChannel,
        atMost limit: Int
    ) async throws(AdminSocketError) -> (status: Int, body: Data) {
        let deadline = channel.channel.eventLoop.scheduleTask(in: patience) { [channel = channel.channel] in
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        do {
            return try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(contentsOf: request.parts)
                return try await Self.answer(inbound, atMost: limit)
            }
        } catch let error as AdminSocketError {
            throw error
        } catch {
            throw .broken("\(error)")
        }
    }

    private static func answer(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
        atMost limit: Int
    ) async throws -> (status: Int, body: Data) {
        var status: HTTPResponseStatus?
        var body = ByteBuffer()
        for try await part in inbound {
            switch part {
            case .head(let head):
                status = head.status
            case .body(var bytes):
                guard body.readableBytes + bytes.readableBytes <= limit else {
                    throw AdminSocketError.broken("an answer larger than 64 MiB")
                }
                body.writeBuffer(&bytes)
            case .end:
                guard let status else { throw AdminSocketError.broken("an answer without a status") }
                return (Int(status.code), Data(body.readableBytesView))
            }
        }
        // A server that belongs to another user closes without a word.
        throw status == nil ? AdminSocketError.notPermitted : AdminSocketError.broken("the connection closed")
    }
}

extension AdminRequest {
    /// What is written on the connection, which carries nothing else.
    fileprivate var parts: [HTTPClientRequestPart] {
        var headers: HTTPHeaders = ["Host": "localhost", "Connection": "close"]
        if let ifMatch { headers.add(name: "If-Match", value: ifMatch) }
        if let body { headers.add(name: "Content-Type", value: body.mediaType) }
        if method != .get { headers.add(name: "Content-Length", value: "\(body?.bytes.count ?? 0)") }
        let head = HTTPRequestHead(
            version: .http1_1,
            method: HTTPMethod(rawValue: method.rawValue),
            uri: target,
            headers: headers
        )
        let content = body.map { [HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: $0.bytes)))] } ?? []
        return [.head(head)] + content + [.end(nil)]
    }
}
