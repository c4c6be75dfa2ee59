package import Logging

/// Runs a server with a sample API behind it, clients that may use it, and a person who may sign in.
package enum DemoServer {
    /// Serves until it is told to stop; hands the guide to `show` once requests are welcome.
    package static func run(
        _ configuration: GatehouseConfiguration,
        signals: AsyncStream<ProcessSignal>,
        registry: PrometheusRegistry,
        logger: Logger,
        show: @escaping @Sendable (String) -> Void
    ) async throws(ExitFailure) {
        var configuration = configuration
        let directory = DataDirectory(configuration.data)
        try directory.prepare()
        // A demo that runs here already must not find its policy changed by one that is refused.
        try await GatehouseServer.refuseSecond(on: directory)
        let sample = try await SampleUpstream.start(
            preferring: DemoPolicies.preferredPort(own: configuration.policies),
            logger: logger
        )
        do throws(ExitFailure) {
            let policies = try DemoPolicies.choose(from: configuration.policies, data: directory, port: sample.port)
            configuration.policies = policies.directory
            let server = try await GatehouseServer.prepare(configuration, registry: registry, logger: logger)
            let clients = try await server.demoClients(in: directory)
            let signIn = DemoSignIn(issuer: server.configuration.effectiveIssuer)
            let person = try await server.demoPerson(signIn, in: directory)
            try await server.run(signals: signals, companions: [sample]) { endpoints in
                guard let reader = clients.first, let writer = clients.last else { return }
                let guide = DemoGuide(
                    issuer: endpoints.issuer,
                    admin: "http://\(endpoints.admin)",
                    policyFile: "\(policies.directory)/tstapp.yaml",
                    note: policies.note,
                    reader: reader,
                    writer: writer,
                    person: person,
                    signIn: signIn
                )
                show(guide.text)
            }
        } catch {
            await sample.stop()
            throw error
        }
    }
}

extension GatehouseServer {
    fileprivate func demoClients(in directory: DataDirectory) async throws(ExitFailure) -> [DemoClient] {
        try await DemoClients(
            store: base.store,
            administration: base.administration(catalog: publisher, revocations: hub, keys: publisher),
            directory: directory,
            now: clock()
        )
        .prepare()
    }

    fileprivate func demoPerson(
        _ signIn: DemoSignIn,
        in directory: DataDirectory
    ) async throws(ExitFailure) -> DemoPerson {
        try await DemoPeople(
            clients: base.store,
            people: base.people,
            administration: base.administration(catalog: publisher, revocations: hub, keys: publisher),
            directory: directory,
            signIn: signIn,
            now: clock()
        )
        .prepare()
    }
}
