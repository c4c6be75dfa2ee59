import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Serves one site on one address until it is asked to stop, then finishes what it has.
package final class ControlListener: Service, CustomStringConvertible {
    /// `issuer`, `admin`, `operations` or `admin-socket`.
    package let name: String
    /// Where it listens.
    package let address: ControlAddress

    /// Longer than the gate keeps a connection for later.
    private static let idleTimeout = TimeAmount.seconds(75)

    private let site: Site
    private let peerUserID: UInt32?
    private let isLoopBound: Bool
    private let group: any EventLoopGroup
    private let logger: Logger
    private let listening = ListeningSignal()

    /// Makes a listener that is not yet listening.
    ///
    /// On a Unix socket, `peerUserID` is the only user who may connect; nil lets the file's mode decide. A loop-bound
    /// listener answers faster, and its site does nothing that takes long.
    init(
        _ name: String,
        at address: ControlAddress,
        site: Site,
        peerUserID: UInt32? = nil,
        isLoopBound: Bool = false,
        group: any EventLoopGroup,
        logger: Logger
    ) {
        self.name = name
        self.address = address
        self.site = site
        self.peerUserID = peerUserID
        self.isLoopBound = isLoopBound
        self.group = group
        self.logger = logger
    }

    package var description: String { "\(name) listener" }

    /// Waits until connections are accepted, and says on which port, or throws a ``ListenFailure``.
    package func waitUntilListening() async throws -> Int? {
        try await listening.wait()
    }

    /// Listens until graceful shutdown; throws a ``ListenFailure`` if it cannot start.
    package func run() async throws {
        do {
            try await application().run()
            listening.complete(.failure(CancellationError()))
        } catch {
            let failure = ListenFailure(
                listener: name,
                address: address,
                isAddressTaken: (error as? IOError)?.errnoCode == EADDRINUSE,
                reason: "\(error)"
            )
            throw listening.complete(.failure(failure)) ? failure : error
        }
    }

    private func application() -> some ApplicationProtocol {
        Application(
            router: site.router(),
            server: channels(),
            configuration: ApplicationConfiguration(address: address.bindAddress),
            onServerRunning: { [self] channel in started(channel) },
            eventLoopGroupProvider: .shared(group),
            logger: frameworkLogger
        )
    }

    private func channels() -> HTTPServerBuilder {
        let configuration = channelConfiguration()
        return HTTPServerBuilder { [isLoopBound] responder in
            let channel = HTTP1Channel(responder: BodyInvitation.before(responder), configuration: configuration)
            return isLoopBound ? LoopBoundChannel(base: channel) : channel
        }
    }

    private func channelConfiguration() -> HTTP1Channel.Configuration {
        guard let peerUserID else {
            return HTTP1Channel.Configuration(idleTimeout: Self.idleTimeout)
        }
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [PeerCredentialHandler(expectedUserID: peerUserID)],
            idleTimeout: Self.idleTimeout
        )
    }

    private func started(_ channel: any Channel) {
        let port = channel.localAddress?.port
        if case .unix(let path) = address {
            chmod(path, 0o600)
        }
        logger.notice("listening", metadata: ["listener": "\(name)", "address": "\(address.bound(to: port))"])
        listening.complete(.success(port))
    }

    /// The framework tells at `info` what ``started(_:)`` tells at `notice`.
    private var frameworkLogger: Logger {
        var logger = logger
        if logger.logLevel == .info {
            logger.logLevel = .notice
        }
        return logger
    }
}
