import GatehouseOAuth
import Hummingbird

/// Lists clients.
struct ClientListController: Sendable {
    let pages: DashboardPages

    var routes: [SiteRoute] { [.get(ClientPath.list, show), .get(ClientPath.new, choose)] }

    /// Answers `GET /clients`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .clients) { visit throws(StorageError) in
            let query = ClientListQuery { visit.query[$0] }
            let clients = try await pages.services.directory.clients(query.query)
            return visit.show(
                ClientListPage(
                    frame: visit.frame(),
                    query: query,
                    clients: clients,
                    catalog: pages.services.catalog.catalog(),
                    mayChange: visit.administrator.mayChange,
                    now: visit.now
                )
            )
        }
    }

    /// Answers `GET /clients/new`.
    @Sendable func choose(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .clients) { visit throws(StorageError) in
            let application = visit.query["application"].flatMap { $0.isEmpty ? nil : $0 }
            return visit.show(
                ClientKindPage(
                    frame: visit.frame(),
                    codeHref: ClientPath.new(.code, application: application),
                    serviceHref: ClientPath.new(.service, application: application),
                    mayChange: visit.administrator.mayChange
                )
            )
        }
    }
}

/// Chooses between the two kinds of clients.
struct ClientKindPage: BoardPage {
    static let template = "boardClientKind"

    let frame: DashboardFrame
    let codeHref: String
    let serviceHref: String
    let mayChange: Bool
}
