/// Lists the routes of every site of the control plane.
enum ControlApplication {
    /// What the gate reaches over `control.sock`: the issuer's paths and no other.
    static func issuerSite(_ controllers: IssuerControllers) -> Site {
        let routes = IssuerRoutes(controllers)
        return Site(
            routes.discovery + routes.endpoints + routes.signIn + routes.account + routes.assets,
            isSecure: controllers.pages.origin.isSecure
        )
    }

    /// What the administrator's browser reaches, and programs with a token for it.
    static func adminSite(
        hosts: AdminHosts,
        dashboard: DashboardServices,
        health: HealthController,
        metrics: MetricsController
    ) -> Site {
        let pages = DashboardPages(services: dashboard)
        return Site(
            DashboardRoutes(pages: pages).all
                + AdminAPI(services: dashboard, authority: .bearer).routes + operations(health, metrics),
            guards: [
                HostCheckMiddleware(hosts: hosts), SameOriginMiddleware(origins: dashboard.origins),
                MissingPageMiddleware(pages: pages),
            ]
        )
    }

    /// What probes and scrapers reach under any name.
    static func operationsSite(health: HealthController, metrics: MetricsController) -> Site {
        Site(operations(health, metrics))
    }

    /// What the command line reaches over `admin.sock`: the admin API without a token, for the kernel has said who is
    /// at the other end.
    static func adminSocketSite(_ dashboard: DashboardServices) -> Site {
        Site(AdminAPI(services: dashboard, authority: .peer("cli")).routes, guards: [NotForwardedMiddleware()])
    }

    private static func operations(_ health: HealthController, _ metrics: MetricsController) -> [SiteRoute] {
        [
            .get("/healthz", health.live),
            .get("/readyz", health.ready),
            .get("/metrics", metrics.scrape),
        ]
    }
}
