import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// A client: what it is, how it proves who it is, what it reaches, who allowed it what, and how it is stopped.
struct ClientPage: BoardPage {
    static let template = "boardClient"

    let frame: DashboardFrame
    let name: String
    let id: String
    let kind: String
    let isPublic: Bool
    let isDisabled: Bool
    let source: String?
    let badge: ClientBadge
    let application: Owner
    let created: PageTime
    let disabledSince: PageTime?
    let accessLifetime: String
    let refreshLifetime: String?
    let isFirstParty: Bool
    let policyURI: String?
    let termsURI: String?
    /// Nil for one that administrators say.
    let declaration: Declaration?
    let isBuiltIn: Bool
    let values: [PastedValue]
    let snippets: [ClientSnippet]
    let credentials: ClientCredentials
    let reach: ClientReachView
    let use: ClientUse
    /// Nil for a service.
    let grants: ClientGrants?
    let decisionsHref: String
    /// Nil for one that cannot be tried.
    let tryHref: String?
    /// Whether this administrator may change this client.
    let isEditable: Bool
    let editHref: String
    let danger: ClientDanger?

    /// Whose client it is.
    struct Owner: Sendable, Equatable {
        let text: String
        /// Nil for this server itself, which has no page.
        let path: String?
    }

    /// Where the truth about a client is.
    struct Declaration: Sendable, Equatable {
        /// `policies/tstapp.yaml:12`.
        let place: String
        let pieces: [SnippetText.Piece]
        let whole: String
    }

    init(
        _ facts: ClientFacts,
        frame: DashboardFrame,
        orders: ClientPageOrders = ClientPageOrders(),
        label: String = "",
        labelProblem: String? = nil
    ) {
        let client = facts.client
        let clientKind = ClientKind(client)
        let catalog = facts.catalog.catalog()
        self.frame = frame
        name = PageWords.name(client.name)
        id = client.clientID
        kind = clientKind.words
        isPublic = client.isPublic
        isDisabled = client.disabledAt != nil
        source = (client.profile.source ?? .administrator).pill
        badge = ClientBadge(
            clientName: client.name,
            logoPath: client.logoPath
        )
        application = Owner(
            text: catalog.application(client.application)?.name ?? client.application,
            path: client.application.hasSameBytes(as: BuiltInApplication.key)
                ? nil : DecisionLink.application(client.application)
        )
        created = PageTime(client.createdAt, now: facts.now)
        disabledSince = client.disabledAt.map { PageTime($0, now: facts.now) }
        let configuration = facts.configuration
        accessLifetime = LifetimeWords.text(client.profile.accessTokenSeconds ?? configuration.accessTokenSeconds)
        refreshLifetime =
            client.grants.contains(GrantType.refreshToken.rawValue)
            ? LifetimeWords.text(client.profile.refreshTokenSeconds ?? configuration.people.refreshTokenSeconds) : nil
        isFirstParty = client.profile.isFirstParty == true
        policyURI = PageLink.web(client.policyURI)
        termsURI = PageLink.web(client.termsOfServiceURI)
        declaration = Self.declaration(client, policy: facts.policy)
        isBuiltIn = client.isBuiltIn
        values = PastedValue.all(of: client, issuer: configuration.issuer)
        snippets =
            client.isBuiltIn
            ? []
            : SnippetFacts(
                client,
                issuer: configuration.issuer,
                exampleURL: ClientExample.url(for: client, catalog: catalog, policy: facts.policy)
            )
            .snippets(isService: clientKind == .service)
        credentials = ClientCredentials(
            client,
            orders: orders,
            label: label,
            labelProblem: labelProblem,
            now: facts.now
        )
        reach = ClientReachView(ClientAccess(client), policy: facts.policy)
        use = ClientUse(
            client,
            uses: facts.uses,
            scopes: facts.scopeUses,
            catalog: catalog,
            orders: orders,
            now: facts.now
        )
        grants = facts.grants.map { grants in
            ClientGrants(
                grants,
                of: client.clientID,
                reach: facts.reach,
                names: facts.names,
                orders: orders,
                now: facts.now
            )
        }
        decisionsHref = ClientPath.decisions(of: client.clientID)
        isEditable = frame.mayChange && client.isEditable
        tryHref =
            frame.mayChange && !client.isBuiltIn && client.disabledAt == nil
            ? ClientPath.page(client.clientID, "try") : nil
        editHref = ClientPath.page(client.clientID, "edit")
        danger = frame.mayChange && !client.isBuiltIn ? ClientDanger(client, reach: facts.reach, now: facts.now) : nil
    }

    private static func declaration(_ client: ClientSummary, policy: CompiledPolicy) -> Declaration? {
        guard client.profile.source == .policy else { return nil }
        let location = policy.declaration(of: client.clientID)?.location
        let place = location.map { "\($0.file):\($0.line)" } ?? client.profile.declaredIn ?? "a policy file"
        let text = DeclaredClientText.entry(client)
        return Declaration(place: place, pieces: text.pieces, whole: text.whole)
    }
}

/// What can be done to stop a client.
struct ClientDanger: Sendable, Equatable {
    let isDisabled: Bool
    let enablePath: String
    let disablePath: String
    let revokePath: String
    /// How many grants, and the last use, in a sentence.
    let revokeNote: String
    /// Nil for a client of a policy file.
    let deletePath: String?

    init(_ client: ClientSummary, reach: RevocationReach, now: Int64) {
        isDisabled = client.disabledAt != nil
        enablePath = ClientPath.page(client.clientID, "enable")
        disablePath = ClientPath.page(client.clientID, "disable")
        revokePath = ClientPath.page(client.clientID, "revoke")
        revokeNote = ClientLosses.inUse(client, reach: reach, now: now)
        deletePath = client.profile.source == .policy ? nil : ClientPath.page(client.clientID, "delete")
    }
}

/// What ends with a client, in words.
enum ClientLosses {
    /// Grants and last use, in a sentence.
    static func inUse(_ client: ClientSummary, reach: RevocationReach, now: Int64) -> String {
        let used = [reach.lastUsedAt, client.secrets.compactMap(\.lastUsedAt).max()].compactMap(\.self).max()
        let last = used.map { "last used \(PageTime($0, now: now).words)" } ?? "never used so far"
        guard ClientKind(client) == .code else { return "Its own tokens, \(last)." }
        let people = reach.people == 1 ? "1 person" : "\(reach.people) people"
        return "\(PageWords.count(reach.grants, "grant")) of \(people), \(last)."
    }
}
