import GatehouseJOSE

extension AuthorizationServer {
    /// What the account page of that browser shows; nil if nobody is signed in there.
    package func account(_ browser: BrowserContext) async throws(OAuthError) -> AccountOverview? {
        guard let signedIn = try await signedIn(browser) else { return nil }
        let user = signedIn.user.id
        let held = try await answering { () async throws(StorageError) in
            HeldAccess.all(
                try await people.grants.consents(of: user),
                try await people.grants.standingGrants(of: user, at: browser.now)
            )
        }
        let sessions = try await answering { () async throws(StorageError) in
            try await people.sessions.sessions(of: user, at: browser.now)
        }
        let catalog = catalog.catalog()
        var access: [AllowedAccess] = []
        for held in held {
            let client = try await answering { () async throws(StorageError) in
                try await clients.client(held.clientID)
            }
            if let client { access.append(AllowedAccess(held, of: client, catalog: catalog)) }
        }
        return AccountOverview(signedIn: signedIn, access: access, sessions: sessions)
    }

    /// Forgets what the person allowed that client and takes back every token that came of it.
    package func withdraw(_ client: String, browser: BrowserContext) async throws(OAuthError) -> AccountChange {
        guard let signedIn = try await signedIn(browser) else { return .signedOut }
        guard let client = ClientID(client) else { return .done }
        let user = signedIn.user.id
        let now = browser.now
        let lifetime = configuration.longestTokenSeconds
        let facts = AccountFacts(user: user, client: client, session: signedIn.session.id, address: browser.address)
        let audit = AuditEvent(at: now, actor: user.value, kind: .account(.consentWithdrawn, facts))
        let records = try await answering { () async throws(StorageError) in
            try await people.grants.withdraw(
                client,
                of: user,
                at: now,
                revocation: { RevocationRecord.spent($0, now: now, lifetime: lifetime) },
                audit: audit
            )
        }
        publishing.publish(records)
        return .done
    }
}

extension AllowedAccess {
    init(_ held: HeldAccess, of client: Client, catalog: ScopeCatalog) {
        self.client = client
        since = held.since
        lastUsedAt = held.lastUsedAt
        scopes = AllowedAccess.sentences(catalog).filter { held.scope.contains($0.name) }
        applications = catalog.applications
            .filter { application in
                held.scope.names.contains { catalog.application(ofScope: $0)?.key == application.key }
            }
            .map(\.name)
    }

    /// Every scope in the order in which the consent page asks; what no policy declares any more opens nothing.
    private static func sentences(_ catalog: ScopeCatalog) -> [AllowedScope] {
        let own: [PredefinedScope] = [.openID, .profile, .email]
        let declared = catalog.applications.flatMap(\.scopes).map { AllowedScope(name: $0.name, sentence: $0.text) }
        return (own.map { AllowedScope($0) }) + declared + [AllowedScope(.offlineAccess)]
    }
}

extension AllowedScope {
    fileprivate init(_ scope: PredefinedScope) {
        self.init(name: scope.rawValue, sentence: scope.sentence)
    }
}
