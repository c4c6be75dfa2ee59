import Glibc
import Logging
import NIOCore
import NIOPosix

/// Accepts client connections on every configured address and deals them out to the event loops.
struct Listener {
    let configuration: ProxyConfiguration
    let group: any EventLoopGroup
    let loops: LoopStates
    let logger: Logger

    /// Binds every address; one that the machine does not have is noticed and left out, as long as another stands.
    func bind() async throws(ListenError) -> [any Channel] {
        var channels: [any Channel] = []
        var missing: ListenError?
        var port: Int?
        for address in configuration.listen {
            // With port 0, all addresses share the port that the first one was given.
            let wanted = ListenAddress(host: address.host, port: address.port == 0 ? port ?? 0 : address.port)
            do throws(ListenError) {
                let channel = try await bind(wanted)
                port = port ?? channel.localAddress?.port
                channels.append(channel)
            } catch {
                guard error.isAddressMissing else {
                    for channel in channels { try? await channel.close() }
                    throw error
                }
                logger.notice("address not available", metadata: ["listen": "\(wanted)", "error": "\(error.reason)"])
                missing = error
            }
        }
        if channels.isEmpty, let missing { throw missing }
        return channels
    }

    private func bind(_ address: ListenAddress) async throws(ListenError) -> any Channel {
        let loops = loops
        let limit = configuration.connections / max(1, configuration.loopCount)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 32)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2_048, initial: 2_048, maximum: 65_536)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let loop = try loops.state(of: channel.eventLoop)
                    guard loop.connections.count < limit, !loop.isDraining else { throw ListenerFull() }
                    try channel.pipeline.syncOperations.addHandler(DownstreamHandler(loop: loop))
                }
            }
        do {
            return try await bootstrap.bind(host: address.host, port: address.port).get()
        } catch {
            throw ListenError(address: address, underlying: error)
        }
    }
}

/// More connections than the configuration allows: the new one is closed.
struct ListenerFull: Error {}

/// Says why an address could not be bound.
package struct ListenError: Error, Sendable, CustomStringConvertible {
    /// The address that was wanted.
    package let address: ListenAddress
    /// The system's reason.
    package let reason: String
    /// Whether this machine has no such address, as without IPv6.
    package let isAddressMissing: Bool
    /// Whether another process listens there.
    package let isPortTaken: Bool

    init(address: ListenAddress, underlying: any Error) {
        self.address = address
        self.reason = "\(underlying)"
        let code = (underlying as? IOError)?.errnoCode
        self.isAddressMissing = code == EADDRNOTAVAIL || code == EAFNOSUPPORT
        self.isPortTaken = code == EADDRINUSE
    }

    package var description: String {
        if isPortTaken { return "\(address) is taken by another process" }
        return "cannot listen on \(address): \(reason)"
    }
}

/// Finds the state of each event loop.
struct LoopStates: Sendable {
    private let states: [ObjectIdentifier: NIOLoopBound<LoopState>]

    init(_ states: [ObjectIdentifier: NIOLoopBound<LoopState>]) {
        self.states = states
    }

    /// The state of the loop that the caller runs on.
    func state(of eventLoop: any EventLoop) throws -> LoopState {
        guard let bound = states[ObjectIdentifier(eventLoop)] else { throw ChannelError.operationUnsupported }
        return bound.value
    }

    /// Runs something on every loop and waits until all have done it.
    func onEach<Result: Sendable>(_ body: @escaping @Sendable (LoopState) -> Result) async throws -> [Result] {
        var results: [Result] = []
        for bound in states.values {
            results.append(try await bound.eventLoop.submit { body(bound.value) }.get())
        }
        return results
    }

    /// Sends something to every loop without waiting.
    func send(_ body: @escaping @Sendable (LoopState) -> Void) {
        for bound in states.values {
            bound.eventLoop.execute { body(bound.value) }
        }
    }
}
