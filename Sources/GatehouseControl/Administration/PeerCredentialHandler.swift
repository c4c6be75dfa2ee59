import NIOCore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Closes a Unix socket connection whose other end is not run by the expected user.
///
/// The kernel says who connected (`SO_PEERCRED`); until it has said so, nothing that arrived goes on.
final class PeerCredentialHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    typealias InboundOut = NIOAny

    private let expectedUserID: UInt32
    private var isAccepted = false

    init(expectedUserID: UInt32) {
        self.expectedUserID = expectedUserID
    }

    func handlerAdded(context: ChannelHandlerContext) {
        guard let socket = context.channel as? any SocketOptionProvider else {
            context.close(promise: nil)
            return
        }
        let credentials: EventLoopFuture<PeerCredentials> = socket.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        let isExpected = credentials.map { [expectedUserID] in $0.userID == expectedUserID }
        isExpected.assumeIsolated()
            .whenComplete { result in
                guard case .success(true) = result else {
                    context.close(promise: nil)
                    return
                }
                self.isAccepted = true
            }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard isAccepted else {
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(data)
    }
}

/// What `SO_PEERCRED` fills in: `struct ucred` of unix(7).
private struct PeerCredentials: Sendable {
    let processID: Int32
    let userID: UInt32
    let groupID: UInt32
}
