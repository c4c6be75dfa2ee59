import Metrics

/// Runs a server as the purpose of this process: its log, its metrics and its signals are the server's.
package struct ServerProcess: Sendable {
    private let configuration: GatehouseConfiguration
    private let log: ServerLog
    private let registry = PrometheusRegistry(help: MetricsHelp.sentences)

    /// Opens the log and takes over what libraries report; once a process.
    package init(_ configuration: GatehouseConfiguration) throws(ExitFailure) {
        self.configuration = configuration
        self.log = try ServerLog(configuration.log)
        log.adoptLibraries()
        MetricsSystem.bootstrap(registry)
    }

    /// Serves until a signal says to stop.
    package func serve() async throws(ExitFailure) {
        try await closingLog { () async throws(ExitFailure) in
            let signals = ProcessSignals.events()
            let server = try await GatehouseServer.prepare(configuration, registry: registry, logger: log.logger)
            try await server.run(signals: signals) { _ in }
        }
    }

    /// Serves with a sample API behind the gate until a signal says to stop.
    package func demonstrate(show: @escaping @Sendable (String) -> Void) async throws(ExitFailure) {
        try await closingLog { () async throws(ExitFailure) in
            try await DemoServer.run(
                configuration,
                signals: ProcessSignals.events(),
                registry: registry,
                logger: log.logger,
                show: show
            )
        }
    }

    /// What was logged is out before the process says how it ended.
    private func closingLog(_ body: () async throws(ExitFailure) -> Void) async throws(ExitFailure) {
        do throws(ExitFailure) {
            try await body()
            await log.close()
        } catch {
            await log.close()
            throw error
        }
    }
}
