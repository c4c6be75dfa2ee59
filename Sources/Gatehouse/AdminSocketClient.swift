import FoundationEssentials
package import GatehouseControl
package import GatehouseOAuth
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Says why a command over the admin socket has no answer.
package enum AdminSocketError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no socket, or nobody listens on it.
    case notRunning
    /// The server refused the connection or this user may not open the socket.
    case notPermitted
    /// The server could not carry the command out.
    case failed(AdminSocketFailure)
    /// The connection broke or what came back was no answer.
    case broken(String)

    /// A sentence for people.
    package var description: String {
        switch self {
        case .notRunning: "no server is running on this data directory"
        case .notPermitted: "the running server belongs to another user"
        case .failed(let failure): failure.message
        case .broken(let reason): "the running server did not answer: \(reason)"
        }
    }
}

/// Asks a running server to carry out administrators' commands, over its `admin.sock`.
package struct AdminSocketClient: Sendable {
    /// The most that an answer may hold.
    private static let limit = 64 * 1024 * 1024

    private let path: String
    private let patience: TimeAmount

    /// Takes the path of the socket and how many seconds an answer may take.
    package init(path: String, seconds: Int64 = 60) {
        self.path = path
        self.patience = .seconds(seconds)
    }

    /// Sends one command and waits for its answer.
    package func perform(_ command: AdminCommand) async throws(AdminSocketError) -> AdminAnswer {
        let channel = try await connect()
        let (status, body) = try await exchange(command, over: channel)
        guard status == .ok else {
            guard let failure = try? JSONDecoder().decode(AdminSocketFailure.self, from: body) else {
                throw .broken("HTTP status \(status.code)")
            }
            throw .failed(failure)
        }
        do {
            return try JSONDecoder().decode(AdminAnswer.self, from: body)
        } catch {
            throw .broken("an answer of another version")
        }
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
        _ command: AdminCommand,
        over channel: HTTPChannel
    ) async throws(AdminSocketError) -> (HTTPResponseStatus, Data) {
        let deadline = channel.channel.eventLoop.scheduleTask(in: patience) { [channel = channel.channel] in
            channel.close(promise: nil)
        }
        defer { deadline.cancel() }
        do {
            let body = try JSONEncoder().encode(command)
            return try await channel.executeThenClose { inbound, outbound in
                try await outbound.write(contentsOf: Self.request(body))
                return try await Self.answer(inbound)
            }
        } catch let error as AdminSocketError {
            throw error
        } catch {
            throw .broken("\(error)")
        }
    }

    private static func request(_ body: Data) -> [HTTPClientRequestPart] {
        let headers: HTTPHeaders = [
            "Host": "localhost", "Content-Type": "application/json", "Content-Length": "\(body.count)",
            "Connection": "close",
        ]
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/command", headers: headers)
        return [.head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil)]
    }

    private static func answer(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>
    ) async throws -> (HTTPResponseStatus, Data) {
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
                return (status, Data(body.readableBytesView))
            }
        }
        // A server that belongs to another user closes without a word.
        throw status == nil ? AdminSocketError.notPermitted : AdminSocketError.broken("the connection closed")
    }
}
