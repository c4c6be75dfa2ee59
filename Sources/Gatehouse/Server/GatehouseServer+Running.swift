import GatehouseControl
import GatehouseOAuth
import GatehouseProxy
import GatehouseStorage
import Logging
import NIOCore
import NIOPosix
package import ServiceLifecycle

extension GatehouseServer {
    /// Serves until it is told to stop, then finishes what is under way.
    ///
    /// A second `.terminate` does not wait any longer. The companions run for as long as requests are served;
    /// `announce` is called once, when requests are welcome.
    package func run(
        signals: AsyncStream<ProcessSignal>,
        companions: [any Service] = [],
        announce: @escaping @Sendable (ServerEndpoints) async -> Void
    ) async throws(ExitFailure) {
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoops)
        // With one loop, one core is meant: the control plane's thread would only compete for it.
        let controlLoops = configuration.eventLoops == 1 ? loops : MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let services = services(companions, loops: loops, controlLoops: controlLoops, announce: announce)
        // One that fails, as by a taken port, takes the others down in order.
        let managed = services.map { service in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service,
                failureTerminationBehavior: .gracefullyShutdownGroup
            )
        }
        var lifecycle = ServiceGroupConfiguration(services: managed, logger: frameworkLogger)
        // The proxy keeps its own time; what still stands some seconds after it is cut off.
        lifecycle.maximumGracefulShutdownDuration = .seconds(configuration.limits.drainSeconds + 10)
        let failure = await run(ServiceGroup(configuration: lifecycle), signals: signals)
        await finish(loops, controlLoops)
        if let failure { throw failure }
        logger.notice("stopped")
    }

    /// The services in the order in which they start; they stop in the reverse order, each when the one before has.
    private func services(
        _ companions: [any Service],
        loops: MultiThreadedEventLoopGroup,
        controlLoops: MultiThreadedEventLoopGroup,
        announce: @escaping @Sendable (ServerEndpoints) async -> Void
    ) -> [any Service] {
        let server = authorizationServer
        let control = controlServices(of: server, on: controlLoops)
        let upkeep = Upkeep(
            lifecycle: base.lifecycle,
            rotationDays: configuration.tokens.keyRotationDays,
            auditDays: configuration.auditDays,
            store: base.store,
            hub: hub,
            publishing: publisher,
            clock: clock,
            logger: logger
        )
        let plane = PublicPlane(
            configuration: proxyConfiguration,
            group: loops,
            control: control,
            publisher: publisher,
            hub: hub,
            certificates: certificates,
            metrics: metrics,
            recorder: AccessRecorders(decisions: decisions, accessLog: accessLog),
            readiness: readiness,
            logger: logger,
            announce: { [self] addresses in
                ports.release()
                trial.open(at: addresses, isSecure: configuration.tls != nil)
                let endpoints = endpoints(listening: addresses)
                logger.notice("ready", metadata: endpoints.facts)
                await announce(endpoints)
            }
        )
        let secretUses = UseUpkeep(store: base.store)
        let logouts = LogoutDispatch(server: server, clock: clock, logger: logger)
        let quotaKeeping = QuotaKeeping(ledger: quotas, store: base.store, clock: clock, logger: logger)
        let recording = DecisionUpkeep(recorder: decisions, registry: registry)
        let own: [any Service] = [
            hub, upkeep, secretUses, quotaKeeping, logouts, recording, reloader, trustedIssuers,
        ]
        let files = [certificates].compactMap(\.self)
        return [base.passwords] + control.services + own + files + companions + [plane]
    }

    private var authorizationServer: AuthorizationServer {
        AuthorizationServer(
            configuration: base.settings,
            clients: base.store,
            people: base.people,
            revocations: base.store,
            keys: base.ring,
            catalog: publisher,
            checking: hub,
            publishing: hub,
            certificates: X509Certificates()
        )
    }

    private func controlServices(
        of server: AuthorizationServer,
        on group: MultiThreadedEventLoopGroup
    ) -> ControlServices {
        let admin = configuration.adminListen
        return ControlServices(
            dashboard(of: server),
            health: readiness,
            metrics: metrics,
            addresses: ControlAddresses(
                issuerSocket: sockets.control,
                adminSocket: sockets.admin,
                admin: .tcp(host: admin.host, port: admin.port),
                operations: configuration.operationsListen.map { .tcp(host: $0.host, port: $0.port) },
                adminHosts: AdminHosts(configuration.adminHosts)
            ),
            group: group,
            metricsFactory: registry,
            logger: logger
        )
    }

    private func dashboard(of server: AuthorizationServer) -> DashboardServices {
        DashboardServices(
            server: server,
            administration: base.administration(catalog: publisher, revocations: hub, keys: publisher),
            directory: base.store,
            decisions: decisions,
            applications: applications,
            catalog: publisher,
            trial: trial,
            endpoints: metrics,
            origins: configuration.dashboardOrigins,
            clock: clock
        )
    }

    private var proxyConfiguration: ProxyConfiguration {
        var proxy = ProxyConfiguration(listen: configuration.listen.required, loopCount: configuration.eventLoops)
        proxy.companions = configuration.listen.optional
        proxy.limits.headBytes = configuration.limits.headBytes
        proxy.limits.bodyBytes = configuration.limits.bodyBytes
        proxy.timeouts.idle = configuration.limits.idleSeconds * 1_000
        proxy.timeouts.webSocketIdle = configuration.limits.webSocketIdleSeconds * 1_000
        proxy.timeouts.drain = configuration.limits.drainSeconds * 1_000
        proxy.ownListeners = OwnListeners(configuration.ownListeners)
        proxy.speaksHTTP2InTheClear = configuration.speaksHTTP2InTheClear
        proxy.trustedProxies = configuration.trustedProxies.compactMap { AddressRange($0) }
        proxy.quotas = quotas
        proxy.proxyProtocol = configuration.proxyProtocol
        // The same key as at the token endpoint: a nonce of one is good at the other.
        proxy.introspection = trustedIssuers.isEmpty ? nil : trustedIssuers
        proxy.dpopNonceKey = base.people.root
        proxy.requiresDPoPNonces = configuration.people.requiresProofNonces
        proxy.certificates = certificates?.ofListener
        proxy.upstreamTrust = certificates?.ofUpstreams
        proxy.redirects = [configuration.tls?.redirectListen].compactMap(\.self)
        proxy.securePort = configuration.securePort
        proxy.strictTransportSeconds = configuration.tls?.strictTransportSeconds
        proxy.connections = DescriptorLimit.clientConnections(atMost: proxy.connections)
        return proxy
    }

    /// Runs the group beside the signals; nil if it ended because it was asked to.
    private func run(_ group: ServiceGroup, signals: AsyncStream<ProcessSignal>) async -> ExitFailure? {
        await withTaskGroup(of: RunEvent.self) { tasks in
            tasks.addTask {
                do {
                    try await group.run()
                    return .stopped(nil)
                } catch {
                    return .stopped(ExitFailure(stopping: error))
                }
            }
            tasks.addTask { [self] in
                await obey(signals, group)
                return .impatient
            }
            for await event in tasks {
                // Whoever is not done by now is cut off.
                tasks.cancelAll()
                if case .stopped(let failure) = event { return failure }
            }
            return nil
        }
    }

    /// Returns when there is nothing left to wait for.
    private func obey(_ signals: AsyncStream<ProcessSignal>, _ group: ServiceGroup) async {
        let clock = ContinuousClock()
        var stopping: ContinuousClock.Instant?
        for await signal in signals {
            switch (signal, stopping) {
            case (.reload, _):
                await reload()
            case (.terminate, let since?):
                // A terminal and a supervisor may both send the first one.
                if clock.now - since > .seconds(1) { return }
            case (.terminate, nil):
                stopping = clock.now
                logger.notice("stopping: requests under way are finished")
                await group.triggerGracefulShutdown()
            }
        }
        // Cancelled, because the group is done; or nobody can send signals, and the group goes on alone.
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
    }

    private func finish(_ loops: MultiThreadedEventLoopGroup, _ controlLoops: MultiThreadedEventLoopGroup) async {
        base.store.close()
        sockets.remove()
        await decisions.close()
        await accessLog?.close()
        try? await loops.shutdownGracefully()
        if controlLoops !== loops { try? await controlLoops.shutdownGracefully() }
    }

    /// The framework tells every step at `info` and `debug`; ours are enough.
    private var frameworkLogger: Logger {
        var quiet = logger
        quiet.logLevel = max(.warning, logger.logLevel)
        return quiet
    }
}

/// What ended, while a server was running.
private enum RunEvent: Sendable {
    /// The services, for this reason; nil if they were asked to.
    case stopped(ExitFailure?)
    /// The patience of whoever sent a second signal.
    case impatient
}

extension ServerEndpoints {
    fileprivate var facts: Logger.Metadata {
        var facts: Logger.Metadata = [
            "issuer": "\(issuer)",
            "listen": "\(listen.map(\.description).joined(separator: " "))",
            "admin": "\(admin)",
        ]
        if let operations { facts["operations"] = "\(operations)" }
        return facts
    }
}
