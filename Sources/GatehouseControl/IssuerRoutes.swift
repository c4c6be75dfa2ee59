/// Lists the routes of the issuer's site by what they are for.
struct IssuerRoutes: Sendable {
    private let controllers: IssuerControllers

    init(_ controllers: IssuerControllers) {
        self.controllers = controllers
    }

    /// What clients and resource servers read before they ask.
    var discovery: [SiteRoute] {
        let discovery = controllers.discovery
        let resource = DiscoveryController.protectedResourcePath
        return [
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
        ]
    }

    /// What programs ask.
    var endpoints: [SiteRoute] {
        let origins = controllers.origins
        return [
            .post("/oauth2/token", origins.reading(controllers.token.token)),
            .options("/oauth2/token", origins.preflight),
            .post("/oauth2/introspect", controllers.introspection.introspect),
            .post("/oauth2/revoke", origins.reading(controllers.revocation.revoke)),
            .options("/oauth2/revoke", origins.preflight),
            .get("/userinfo", origins.reading(controllers.userInfo.userInfo)),
            .post("/userinfo", origins.reading(controllers.userInfo.userInfo)),
            .options("/userinfo", origins.preflight),
            .post("/oauth2/par", origins.reading(controllers.pushedRequest.push)),
            .options("/oauth2/par", origins.preflight),
            .post("/oauth2/device_authorization", controllers.deviceAuthorization.begin),
            .post("/oauth2/register", controllers.registration.register),
            .get("/oauth2/register/**", controllers.registration.show),
            .put("/oauth2/register/**", controllers.registration.replace),
            .delete("/oauth2/register/**", controllers.registration.remove),
        ]
    }

    /// What a browser goes through on behalf of a client.
    var signIn: [SiteRoute] {
        let authorize = AuthorizeController(pages: controllers.pages)
        let login = LoginController(pages: controllers.pages)
        let consent = ConsentController(pages: controllers.pages)
        let logout = LogoutController(pages: controllers.pages)
        let device = DeviceController(pages: controllers.pages)
        return [
            .get(AuthorizeController.path, authorize.begin),
            .post(AuthorizeController.path, authorize.repeatAsGet),
            .get(AuthorizeController.alias, authorize.begin),
            .post(AuthorizeController.alias, authorize.repeatAsGet),
            .get(PagePath.login, login.show),
            .post(PagePath.login, login.signIn),
            .post(PagePath.secondFactor, login.typeCode),
            .post(PagePath.accountChoice, login.choose),
            .get(PagePath.consent, consent.show),
            .post(PagePath.consent, consent.decide),
            .get(PagePath.device, device.show),
            .post(PagePath.device, device.typeCode),
            .post(PagePath.deviceConsent, device.decide),
            .get(PagePath.logout, logout.begin),
            .post(PagePath.logout, logout.submit),
        ]
    }

    /// What people do for themselves.
    var account: [SiteRoute] {
        let account = AccountController(pages: controllers.pages)
        let password = PasswordController(pages: controllers.pages)
        let twoStep = TwoStepController(pages: controllers.pages)
        return [
            .get(PagePath.account, account.show),
            .post(PagePath.withdraw, account.withdraw),
            .post(PagePath.endSession, account.endSession),
            .post(PagePath.endAllSessions, account.endAllSessions),
            .post(PagePath.signOut, account.signOut),
            .get(PagePath.password, password.show),
            .post(PagePath.password, password.change),
            .get(PagePath.totpSetup, twoStep.setUp),
            .post(PagePath.totpSetup, twoStep.confirm),
            .post(PagePath.totpOff, twoStep.turnOff),
            .post(PagePath.recoveryCodes, twoStep.renewCodes),
        ]
    }

    /// What the pages load.
    var assets: [SiteRoute] {
        let logos = LogoController(server: controllers.pages.server)
        return [
            PageAsset.styleSheet.route,
            PageAsset.icon.route,
            .get(LogoController.folder + "**", logos.logo),
        ]
    }
}
