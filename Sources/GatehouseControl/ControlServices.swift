import GatehouseOAuth
package import Logging
package import Metrics
package import NIOCore
package import ServiceLifecycle

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Says where the sites of the control plane are reached.
package struct ControlAddresses: Sendable {
    /// `control.sock`.
    package var issuer: ControlAddress
    /// `admin.sock`.
    package var adminSocket: ControlAddress
    /// The dashboard, the admin API and operations.
    package var admin: ControlAddress
    /// Probes and scrapers alone; nil is nowhere.
    package var operations: ControlAddress?
    /// The names besides loopback's under which ``admin`` may be asked.
    package var adminHosts: AdminHosts

    /// Takes the paths of the two sockets, the admin address and what else was configured.
    package init(
        issuerSocket: String,
        adminSocket: String,
        admin: ControlAddress,
        operations: ControlAddress? = nil,
        adminHosts: AdminHosts = AdminHosts()
    ) {
        self.issuer = .unix(path: issuerSocket)
        self.adminSocket = .unix(path: adminSocket)
        self.admin = admin
        self.operations = operations
        self.adminHosts = adminHosts
    }
}

/// Joins the ports of the control plane to its listeners.
package struct ControlServices: Sendable {
    /// Serves the issuer's paths to the gate.
    package let issuer: ControlListener
    /// Serves the command line.
    package let adminSocket: ControlListener
    /// Serves the administrator's browser.
    package let admin: ControlListener
    /// Serves probes and scrapers, if an address was configured for them.
    package let operations: ControlListener?

    /// Makes the listeners; none listens before its service runs.
    ///
    /// The loops of `group` carry the connections, and the issuer's requests are answered on the loop of their
    /// connection.
    package init(
        _ dashboard: DashboardServices,
        health: any HealthReporting,
        metrics: any MetricsRendering,
        addresses: ControlAddresses,
        group: any EventLoopGroup,
        metricsFactory: any MetricsFactory = MetricsSystem.factory,
        logger: Logger
    ) {
        let probes = HealthController(health: health)
        let scrapes = MetricsController(metrics: metrics)
        issuer = ControlListener(
            "issuer",
            at: addresses.issuer,
            site: Self.issuerSite(server: dashboard.server, clock: dashboard.clock, metricsFactory: metricsFactory),
            isLoopBound: true,
            group: group,
            logger: logger
        )
        adminSocket = ControlListener(
            "admin-socket",
            at: addresses.adminSocket,
            site: ControlApplication.adminSocketSite(dashboard),
            peerUserID: geteuid(),
            group: group,
            logger: logger
        )
        admin = ControlListener(
            "admin",
            at: addresses.admin,
            site: ControlApplication.adminSite(
                hosts: addresses.adminHosts,
                dashboard: dashboard,
                health: probes,
                metrics: scrapes
            ),
            group: group,
            logger: logger
        )
        operations = addresses.operations.map { address in
            ControlListener(
                "operations",
                at: address,
                site: ControlApplication.operationsSite(health: probes, metrics: scrapes),
                group: group,
                logger: logger
            )
        }
    }

    /// The listeners in the order in which they start; the reverse is the order in which they stop.
    package var services: [any Service] { listeners }

    /// Waits until all of them accept connections, or throws the first ``ListenFailure``.
    package func waitUntilListening() async throws {
        for listener in listeners {
            _ = try await listener.waitUntilListening()
        }
    }

    private var listeners: [ControlListener] { [admin, operations, adminSocket, issuer].compactMap(\.self) }

    static func issuerSite(
        server: AuthorizationServer,
        clock: @escaping @Sendable () -> Int64,
        metricsFactory: any MetricsFactory
    ) -> Site {
        let controllers = IssuerControllers(
            server: server,
            clock: clock,
            metrics: OAuthMetrics(factory: metricsFactory)
        )
        return ControlApplication.issuerSite(controllers)
    }
}
