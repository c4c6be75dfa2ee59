/// Lists the routes of the dashboard, part by part.
struct DashboardRoutes: Sendable {
    private let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var all: [SiteRoute] {
        signIn + traffic + access + server + assets
    }

    private var signIn: [SiteRoute] { SignInController(pages: pages).routes }

    private var traffic: [SiteRoute] {
        OverviewController(pages: pages).routes + DecisionsController(pages: pages).routes
            + RouteMapController(pages: pages).routes
    }

    private var access: [SiteRoute] {
        ApplicationsController(pages: pages).routes + ClientsController(pages: pages).routes
            + PeopleController(pages: pages).routes
    }

    private var server: [SiteRoute] {
        KeysController(pages: pages).routes + AuditController(pages: pages).routes
    }

    /// What the pages load; clients' logos too, which the issuer serves under the same paths.
    private var assets: [SiteRoute] {
        let logos = LogoController(server: pages.services.server)
        return [
            PageAsset.styleSheet.route,
            PageAsset.icon.route,
            PageAsset.dashboardScript.route,
            .get(LogoController.folder + "**", logos.logo),
        ]
    }
}
