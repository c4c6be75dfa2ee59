import Hummingbird

/// Joins the routes of one listener with what happens around each of them.
struct Site: Sendable {
    let routes: [SiteRoute]
    /// Asked after the security headers and the rescue, before the route; the first one is the outermost.
    let guards: [any MiddlewareProtocol<Request, Response, ControlContext>]
    /// Whether it is reached over TLS alone.
    let isSecure: Bool

    init(
        _ routes: [SiteRoute],
        guards: [any MiddlewareProtocol<Request, Response, ControlContext>] = [],
        isSecure: Bool = false
    ) {
        self.routes = routes
        self.guards = guards
        self.isSecure = isSecure
    }

    /// The router that a listener runs.
    func router() -> Router<ControlContext> {
        let router = Router(context: ControlContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeadersMiddleware(isSecure: isSecure))
        router.add(middleware: ProblemMiddleware(allowed: AllowedMethods(routes)))
        for guardian in guards {
            router.add(middleware: guardian)
        }
        for route in routes {
            router.on(RouterPath(route.path), method: route.method, use: route.answer)
        }
        return router
    }
}
