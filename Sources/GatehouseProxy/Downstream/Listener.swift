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

    /// Binds every address; a companion that the machine does not have is noticed and left out.
    func bind() async throws(ListenError) -> [BoundListener] {
        var bound: [BoundListener] = []
        var port: Int?
        let role: ListenerRole = configuration.certificates == nil ? .plain : .secure
        let redirects = configuration.redirects.map { ($0, true, ListenerRole.redirecting) }
        let wishes =
            configuration.listen.map { ($0, true, role) } + configuration.companions.map { ($0, false, role) }
            + redirects
        for (address, isRequired, role) in wishes {
            // With port 0, all addresses share the port that the first one was given.
            let isSame = address.port == 0 && role != .redirecting
            let wanted = ListenAddress(host: address.host, port: isSame ? port ?? 0 : address.port)
            do throws(ListenError) {
                let channel = try await bind(wanted, role)
                let given = channel.localAddress?.port ?? wanted.port
                port = port ?? given
                let address = ListenAddress(host: wanted.host, port: given)
                bound.append(BoundListener(address: address, role: role, channel: channel))
            } catch {
                guard error.isAddressMissing, !isRequired else {
                    for listener in bound { try? await listener.channel.close() }
                    throw error
                }
                logger.notice("address not available", metadata: ["listen": "\(wanted)", "error": "\(error.reason)"])
            }
        }
        return bound
    }

    private func bind(_ address: ListenAddress, _ role: ListenerRole) async throws(ListenError) -> any Channel {
        let loops = loops
        let limit = configuration.connections / max(1, configuration.loopCount)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4_096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 32)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 8_192, high: 16_384))
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2_048, initial: 2_048, maximum: Self.readBytes(role))
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let loop = try loops.state(of: channel.eventLoop)
                    guard loop.connections.count < limit, !loop.isClosing else { throw ListenerFull() }
                    let handler = DownstreamHandler(loop: loop, role: role)
                    try ProxyProtocolHandler.begin(on: channel, for: handler, loop)
                    if role == .secure { try TLSPipeline.begin(on: channel, before: handler, loop) }
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        do {
            return try await bootstrap.bind(host: address.host, port: address.port).get()
        } catch {
            throw ListenError(address: address, underlying: error)
        }
    }

    /// What is read at once: of TLS no more than a record, because what it decrypts into is kept as large as it once was.
    private static func readBytes(_ role: ListenerRole) -> Int {
        role == .secure ? 16_384 : 65_536
    }
}

/// An address that was bound, and what accepts there.
struct BoundListener: Sendable {
    let address: ListenAddress
    let role: ListenerRole
    let channel: any Channel
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
        if isAddressMissing { return "cannot listen on \(address): this machine has no such address" }
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
