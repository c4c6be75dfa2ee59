/// Lists the routes of every site of the control plane.
enum ControlApplication {
    /// What the gate reaches over `control.sock`: the issuer's paths and no other.
    static func issuerSite(
        discovery: DiscoveryController,
        token: TokenController,
        introspection: IntrospectionController,
        revocation: RevocationController
    ) -> Site {
        let resource = DiscoveryController.protectedResourcePath
        return Site([
            .get("/.well-known/openid-configuration", discovery.metadata),
            .options("/.well-known/openid-configuration", discovery.preflight),
            .get("/.well-known/oauth-authorization-server", discovery.metadata),
            .options("/.well-known/oauth-authorization-server", discovery.preflight),
            .get("/.well-known/jwks.json", discovery.keys),
            .options("/.well-known/jwks.json", discovery.preflight),
            .get(resource, discovery.protectedResource),
            .options(resource, discovery.preflight),
            .get(resource + "/**", discovery.protectedResource),
            .options(resource + "/**", discovery.preflight),
            .post("/oauth2/token", token.token),
            .post("/oauth2/introspect", introspection.introspect),
            .post("/oauth2/revoke", revocation.revoke),
        ])
    }

    /// What the administrator's browser reaches.
    static func adminSite(hosts: AdminHosts, health: HealthController, metrics: MetricsController) -> Site {
        Site(
            [.get("/", WelcomeController().welcome)] + operations(health, metrics),
            guards: [HostCheckMiddleware(hosts: hosts), SameOriginMiddleware()]
        )
    }

    /// What probes and scrapers reach under any name.
    static func operationsSite(health: HealthController, metrics: MetricsController) -> Site {
        Site(operations(health, metrics))
    }

    /// What the command line reaches over `admin.sock`.
    static func adminSocketSite(_ controller: AdminSocketController) -> Site {
        Site([.post("/command", controller.perform)])
    }

    private static func operations(_ health: HealthController, _ metrics: MetricsController) -> [SiteRoute] {
        [
            .get("/healthz", health.live),
            .get("/readyz", health.ready),
            .get("/metrics", metrics.scrape),
        ]
    }
}
