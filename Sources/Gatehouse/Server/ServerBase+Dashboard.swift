import GatehouseControl
import GatehouseOAuth
import GatehouseProxy
import Logging

extension ServerBase {
    /// Puts the client by which administrators sign in into the store, or brings it up to date.
    func settleDashboard(
        _ origins: DashboardOrigins,
        now: Int64,
        logger: Logger
    ) async throws(ExitFailure) {
        let client = DashboardClient(root: people.root)
        do throws(StorageError) {
            let standing = try await client.settle(in: store, redirectURIs: origins.redirectURIs, now: now)
            guard standing == .nameTaken else { return }
            logger.error(
                "nobody can sign in to the dashboard: a client of its name was registered by somebody else",
                metadata: ["gatehouse.client": "\(DashboardClient.id)"]
            )
        } catch {
            throw ExitFailure(error, database: path)
        }
    }
}

extension GatehouseConfiguration {
    /// Where the dashboard may be asked.
    var dashboardOrigins: DashboardOrigins {
        DashboardOrigins(listen: adminListen.host, port: adminListen.port, hosts: adminHosts)
    }
}
