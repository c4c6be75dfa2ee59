import GatehouseControl
import GatehouseOAuth
import GatehousePolicy
import GatehouseProxy
import GatehouseStorage
package import Logging
import ServiceLifecycle

/// Runs both planes in one process: what starts, in what order, and in what order it stops.
package final class GatehouseServer: Sendable {
    let configuration: GatehouseConfiguration
    let ports: PortReservation
    let base: ServerBase
    let hub: RevocationHub
    /// What callers have used of the policy's quotas.
    let quotas: QuotaLedger
    let publisher: SnapshotPublisher
    let reloader: PolicyReloader
    /// The applications that the policy declares, for the dashboard and the admin API.
    package let applications: PolicyApplications
    /// What the public listener and upstreams are shown in handshakes, and who is believed there; nil without files.
    let certificates: CertificateReloader?
    /// Other authorization servers whose tokens applications may accept.
    let trustedIssuers: TrustedIssuerServices
    let accessLog: AccessLog?
    /// What the gate decided: recorded, and read by the dashboard and the admin API.
    package let decisions: DecisionRecorder
    /// Sends what administrators try.
    let trial: LoopbackTrial
    let metrics: MetricsPage
    let registry: PrometheusRegistry
    let readiness: ReadinessBoard
    let sockets: SocketDirectory
    let clock: @Sendable () -> Int64
    let logger: Logger
    private let lock: DirectoryLock

    /// Does everything that can fail before anything listens.
    ///
    /// In this order: data directory, lock, database, keys, policies, revocations, clients as code. The registry keeps the control plane's metrics; the clock tells Unix seconds.
    package static func prepare(
        _ configuration: GatehouseConfiguration,
        registry: PrometheusRegistry = PrometheusRegistry(help: MetricsHelp.sentences),
        clock: @escaping @Sendable () -> Int64 = { WallTime.now().seconds },
        logger: Logger
    ) async throws(ExitFailure) -> GatehouseServer {
        DescriptorLimit.raise()
        var configuration = configuration
        let ports = PortReservation()
        try configuration.choosePorts(ports)
        let certificates = try CertificateReloader(configuration, clock: clock, logger: logger)
        let directory = DataDirectory(configuration.data)
        try directory.prepare()
        let sockets = try SocketDirectory(for: directory)
        do throws(ExitFailure) {
            let lock = try await takeLock(directory, socketDirectory: sockets.path)
            sockets.removeStale()
            let base = try await ServerBase.open(configuration, in: directory, now: clock(), logger: logger)
            do throws(ExitFailure) {
                let server = GatehouseServer.init
                return try await server(
                    configuration,
                    ports,
                    lock,
                    sockets,
                    base,
                    registry,
                    certificates,
                    clock,
                    logger
                )
            } catch {
                base.store.close()
                throw error
            }
        } catch {
            if sockets.isTemporary { sockets.remove() }
            throw error
        }
    }

    private init(
        _ configuration: GatehouseConfiguration,
        _ ports: PortReservation,
        _ lock: DirectoryLock,
        _ sockets: SocketDirectory,
        _ base: ServerBase,
        _ registry: PrometheusRegistry,
        _ certificates: CertificateReloader?,
        _ clock: @escaping @Sendable () -> Int64,
        _ logger: Logger
    ) async throws(ExitFailure) {
        let context = try configuration.policyContext
        let directory = configuration.policyDirectory
        let stored = try await base.applications()
        let loaded = try PolicyLoading.load(directory, with: stored, context: context, logger: logger)
        let policy = loaded.policy
        let trustedIssuers = try TrustedIssuerServices(
            configuration.trustedIssuers,
            in: DataDirectory(configuration.data),
            clock: clock,
            logger: logger
        )
        let publisher = SnapshotPublisher(
            issuer: ProxyIssuer(context, controlSocketPath: sockets.control),
            policy: policy,
            ring: base.ring,
            others: trustedIssuers.issuers
        )
        trustedIssuers.attach { await publisher.publish($0) }
        self.trustedIssuers = trustedIssuers
        self.configuration = configuration
        self.ports = ports
        self.lock = lock
        self.sockets = sockets
        self.base = base
        self.registry = registry
        self.certificates = certificates
        self.clock = clock
        self.logger = logger
        self.publisher = publisher
        self.readiness = ReadinessBoard { [store = base.store] in store.isWorking }
        self.trial = LoopbackTrial(wantsHeader: configuration.wantsProxyHeaderOfItself)
        self.quotas = try await base.quotas(now: clock())
        let hub = RevocationHub(try await base.revocations())
        let administration = base.administration(catalog: publisher, revocations: hub, keys: publisher)
        let reconciler = Reconciler(administration, clock: clock, logger: logger)
        try await reconciler.begin(policy, database: base.path, logger: logger)
        try await base.settleDashboard(configuration.dashboardOrigins, now: clock(), logger: logger)
        self.hub = hub
        self.accessLog = try AccessLog(configuration.accessLog)
        self.decisions = DecisionRecorder(configuration, logger: logger)
        self.metrics = MetricsPage(
            registry: registry,
            accessLog: accessLog,
            decisions: decisions,
            issuers: trustedIssuers
        )
        self.reloader = PolicyReloader(
            directory: directory,
            context: context,
            current: policy,
            loaded: loaded,
            clock: clock,
            logger: logger,
            revisit: { await reconciler.revisit($0) },
            apply: { policy in
                // Clients first: whoever loses a right has lost it before the gate decides by other routes.
                let adoption = await reconciler.take(policy)
                if case .adopted = adoption { await publisher.publish(policy) }
                return adoption
            }
        )
        self.applications = PolicyApplications(reloader: reloader, store: base.store, context: context)
    }

    /// Where the server is reached once it is ready.
    func endpoints(listening addresses: [ListenAddress]) -> ServerEndpoints {
        ServerEndpoints(
            issuer: configuration.effectiveIssuer,
            listen: addresses,
            admin: configuration.adminListen,
            operations: configuration.operationsListen
        )
    }

    /// Reads the policies again, whatever disappeared from them, and the certificates, and opens the access log's file anew.
    package func reload() async {
        accessLog?.reopen()
        await certificates?.reload()
        await reloader.reload()
    }

    /// Refuses to go on where a server runs on the directory already; whoever starts between this and `prepare` is
    /// found there.
    static func refuseSecond(on directory: DataDirectory) async throws(ExitFailure) {
        _ = try await takeLock(directory, socketDirectory: directory.path)
    }

    private static func takeLock(
        _ directory: DataDirectory,
        socketDirectory: String
    ) async throws(ExitFailure) -> DirectoryLock {
        let holder = LockHolder(role: .server, process: .currentProcess, socketDirectory: socketDirectory)
        switch try await DirectoryLock.take(directory, as: holder) {
        case .taken(let lock): return lock
        case .held(let other):
            throw ExitFailure(
                .environment,
                "A server (process \(other.process)) already runs on \(directory.path).",
                hint: "Stop it, or choose another data directory with --data, and other ports with --listen and "
                    + "--admin-listen."
            )
        }
    }
}
