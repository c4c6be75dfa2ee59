import GatehouseOAuth

/// Joins the authorization server to what answers for it.
struct IssuerControllers: Sendable {
    let pages: IssuerPages
    let origins: ClientOrigins
    let discovery: DiscoveryController
    let token: TokenController
    let introspection: IntrospectionController
    let revocation: RevocationController
    let userInfo: UserInfoController
    let pushedRequest: PushedRequestController
    let deviceAuthorization: DeviceAuthorizationController
    let registration: RegistrationController

    init(server: AuthorizationServer, clock: @escaping @Sendable () -> Int64, metrics: OAuthMetrics) {
        pages = IssuerPages(server: server, clock: clock, metrics: metrics)
        origins = ClientOrigins(server: server, clock: clock)
        discovery = DiscoveryController(server: server)
        token = TokenController(server: server, clock: clock, metrics: metrics)
        introspection = IntrospectionController(server: server, clock: clock, metrics: metrics)
        revocation = RevocationController(server: server, clock: clock, metrics: metrics)
        userInfo = UserInfoController(server: server, clock: clock, metrics: metrics)
        pushedRequest = PushedRequestController(server: server, clock: clock, metrics: metrics)
        deviceAuthorization = DeviceAuthorizationController(server: server, clock: clock, metrics: metrics)
        registration = RegistrationController(server: server, clock: clock, metrics: metrics)
    }
}
