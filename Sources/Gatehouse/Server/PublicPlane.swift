import GatehouseControl
import GatehouseProxy
import Logging
import NIOPosix
import ServiceLifecycle

/// Opens the public listener once everything behind it stands, and drains it before anything behind it stops.
struct PublicPlane: Service {
    let configuration: ProxyConfiguration
    let group: MultiThreadedEventLoopGroup
    let control: ControlServices
    let publisher: SnapshotPublisher
    let hub: RevocationHub
    let certificates: CertificateReloader?
    let metrics: MetricsPage
    let recorder: any AccessRecording
    let readiness: ReadinessBoard
    let logger: Logger
    /// Called when requests are welcome, with the addresses that they may come to.
    let announce: @Sendable ([ListenAddress]) async -> Void

    func run() async throws {
        try await control.waitUntilListening()
        let proxy = try await Proxy(
            configuration: configuration,
            group: group,
            snapshot: publisher.snapshot,
            revocations: hub.entries,
            recorder: recorder,
            logger: logger
        )
        publisher.attach(proxy)
        hub.attach { proxy.apply($0) }
        metrics.attach(proxy)
        await certificates?.attach(proxy)
        try await withGracefulShutdownHandler {
            try await serve(proxy)
        } onGracefulShutdown: {
            readiness.beginDraining()
        }
    }

    private func serve(_ proxy: Proxy) async throws {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await proxy.run() }
            tasks.addTask {
                let addresses = try await proxy.boundAddresses()
                readiness.becomeReady()
                await announce(addresses)
                StartupMemory.release()
            }
            try await tasks.waitForAll()
        }
    }
}
