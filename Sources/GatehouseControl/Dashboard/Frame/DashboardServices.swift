package import GatehouseOAuth

/// What the pages of the dashboard stand on.
package struct DashboardServices: Sendable {
    package let server: AuthorizationServer
    package let administration: Administration
    package let directory: any DirectoryReading
    package let decisions: any DecisionReading
    package let applications: any ApplicationSource
    package let catalog: any CatalogSource
    package let trial: any GateTrial
    package let endpoints: any EndpointReading
    package let clock: @Sendable () -> Int64
    /// Where the dashboard may be asked.
    package let origins: DashboardOrigins

    /// `clock` tells the Unix time in seconds.
    package init(
        server: AuthorizationServer,
        administration: Administration,
        directory: any DirectoryReading,
        decisions: any DecisionReading,
        applications: any ApplicationSource,
        catalog: any CatalogSource,
        trial: any GateTrial,
        endpoints: any EndpointReading,
        origins: DashboardOrigins,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.server = server
        self.administration = administration
        self.directory = directory
        self.decisions = decisions
        self.applications = applications
        self.catalog = catalog
        self.trial = trial
        self.endpoints = endpoints
        self.origins = origins
        self.clock = clock
    }

    /// The issuer identifier: what every address in a snippet begins with.
    package var issuer: String { server.configuration.issuer }
}
