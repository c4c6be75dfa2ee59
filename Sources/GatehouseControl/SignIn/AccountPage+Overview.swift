import GatehouseOAuth

extension AccountPage {
    init(_ site: PageSite, _ overview: AccountOverview, notice: PageNotice?, _ visit: Visit) {
        let now = visit.browser.now
        let signedIn = overview.signedIn
        self.init(
            site: site,
            csrf: visit.formToken,
            person: PagePerson(signedIn.user),
            notice: notice,
            grants: overview.access.map { AccountGrant($0, now: now) },
            sessions: overview.sessions.map { session in
                AccountSession(session, isCurrent: session.id == signedIn.session.id, now: now)
            },
            passwordChanged: signedIn.user.passwordChangedAt.map { PageTime($0, now: now) },
            recoveryCodesLeft: signedIn.user.secondFactor?.recoveryCodesLeft
        )
    }
}

extension AccountGrant {
    init(_ access: AllowedAccess, now: Int64) {
        let client = access.client
        self.init(
            id: client.id.value,
            clientName: client.name,
            logoPath: client.profile.hasLogo == true ? LogoController.path(of: client.id) : nil,
            scopes: access.scopes.map { ($0.name, $0.sentence) },
            applications: access.applications,
            since: access.since,
            lastUsed: access.lastUsedAt,
            now: now,
            policyURI: client.policyURI,
            termsURI: client.termsOfServiceURI
        )
    }
}

extension AccountSession {
    fileprivate init(_ session: Session, isCurrent: Bool, now: Int64) {
        self.init(
            id: session.id,
            userAgent: session.userAgent,
            isCurrent: isCurrent,
            address: session.address,
            signedIn: session.authenticatedAt,
            lastSeen: session.lastSeenAt,
            now: now,
            method: session.context.words
        )
    }
}

extension AuthenticationContext {
    fileprivate var words: String {
        switch self {
        case .aal1: "with password"
        case .aal2: "with password and code"
        }
    }
}

extension PagePerson {
    init(_ user: User) {
        self.init(name: user.displayName, detail: user.email?.value ?? user.username.value)
    }
}
