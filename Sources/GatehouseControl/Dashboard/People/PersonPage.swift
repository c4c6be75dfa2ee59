import GatehouseJOSE
import GatehouseOAuth

/// Everything about one person: who they are, what they may do, where they are signed in, what they allowed.
struct PersonPage: BoardPage {
    static let template = "boardPerson"

    /// An assigned scope with its sentence.
    struct Held: Sendable, Equatable {
        let name: String
        let sentence: String
    }

    /// An attribute with its values.
    struct Attribute: Sendable, Equatable {
        let name: String
        let values: String
    }

    let frame: DashboardFrame
    let id: String
    let name: String
    let username: String
    let email: String?
    let role: String?
    /// Since when they may not sign in; nil if they may.
    let disabled: PageTime?
    let created: PageTime
    let hasPassword: Bool
    let hasSecondFactor: Bool
    let attributes: [Attribute]
    let hasAttributes: Bool
    let scopes: [Held]
    let hasScopes: Bool
    /// Of the grants of every app.
    let grantHeads: [TableHead]
    /// Whether the grants are sorted, so that they are to be seen.
    let isSorted: Bool
    let access: [PersonAccess]
    let hasAccess: Bool
    /// "3 apps".
    let accessCount: String
    /// That the list does not hold all; nil if it does.
    let moreAccess: String?
    let sessions: [PersonSession]
    let hasSessions: Bool
    let sessionCount: String
    /// It is the administrator who looks.
    let isSelf: Bool
    let links: PersonLinks

    init(
        frame: DashboardFrame,
        person: UserSummary,
        grants: DirectoryPage<Grant>,
        sessions: [Session],
        names: DirectoryNames,
        catalog: ScopeCatalog,
        administrator: Administrator,
        sort: TableSort<PersonGrantOrder> = TableSort("grants"),
        now: Int64
    ) {
        let assignable = AssignableScopes(catalog)
        self.frame = frame
        id = person.id
        name = PageWords.name(person.name ?? person.username)
        username = person.username
        email = person.email
        role = PersonRole(scopes: person.scopes).pill
        disabled = person.disabledAt.map { PageTime($0, now: now) }
        created = PageTime(person.createdAt, now: now)
        hasPassword = person.hasPassword
        hasSecondFactor = person.hasSecondFactor
        attributes = person.attributes.sorted { $0.key < $1.key }
            .map { Attribute(name: $0.key, values: $0.value.joined(separator: ", ")) }
        hasAttributes = !attributes.isEmpty
        scopes = person.scopes.map { name in
            Held(name: name, sentence: assignable.sentence(of: name) ?? "No application declares it any more")
        }
        hasScopes = !scopes.isEmpty
        let heads = TableHeads(sort, at: ListAddress(PersonPath.page(person.id)), anchor: "apps")
        grantHeads = [TableHead("Grant"), heads.by(.allowed, "Allowed"), heads.by(.used, "Last used")]
        isSorted = sort.isChosen
        access = PersonAccess.list(grants.items, of: person.id, sort: sort, names: names, now: now)
        hasAccess = !access.isEmpty
        accessCount = PageWords.count(access.count, "app")
        let rest = grants.total - grants.items.count
        moreAccess = rest > 0 ? "and \(PageWords.count(rest, "older grant")) that are not shown" : nil
        isSelf = administrator.user.id.value.hasSameBytes(as: person.id)
        self.sessions = sessions.map { PersonSession($0, currentID: administrator.sessionID, now: now) }
        hasSessions = !sessions.isEmpty
        sessionCount = PageWords.count(sessions.count, "session")
        links = PersonLinks(person.id)
    }
}

/// Where a person's page leads.
struct PersonLinks: Sendable, Equatable {
    let edit: String
    let disable: String
    let enable: String
    let password: String
    let secondFactor: String
    let endSession: String
    let signOut: String
    let revoke: String
    let decisions: String
    let audit: String

    init(_ id: String) {
        edit = PersonPath.page(id, "edit")
        disable = PersonPath.page(id, PersonStep.disable.rawValue)
        enable = PersonPath.page(id, PersonStep.enable.rawValue)
        password = PersonPath.page(id, "password")
        secondFactor = PersonPath.page(id, PersonStep.secondFactor.rawValue)
        endSession = PersonPath.page(id, "sessions/end")
        signOut = PersonPath.page(id, PersonStep.signOut.rawValue)
        revoke = PersonPath.page(id, PersonStep.revoke.rawValue)
        decisions = "/decisions?" + FormText.encode([(name: "subject", value: id)])
        audit = "/audit?" + FormText.encode([(name: "about", value: id)])
    }
}

/// What a person allowed one client, over all its grants.
struct PersonAccess: Sendable, Equatable {
    /// One time that it was allowed.
    struct Single: Sendable, Equatable {
        let id: String
        let link: String
        let scopes: String
        let since: PageTime
        let lastUsed: PageTime?
    }

    let client: DecisionParty
    let scopes: [String]
    let since: PageTime
    let lastUsed: PageTime?
    let grants: [Single]
    /// "2 grants".
    let count: String
    let withdrawLink: String

    /// The client that was used last comes first.
    static func list(
        _ grants: [Grant],
        of person: String,
        sort: TableSort<PersonGrantOrder>,
        names: DirectoryNames,
        now: Int64
    ) -> [PersonAccess] {
        var clients: [String] = []
        var byClient: [String: [Grant]] = [:]
        for grant in grants {
            let id = grant.clientID.value
            if byClient[id] == nil { clients.append(id) }
            byClient[id, default: []].append(grant)
        }
        let used = { (id: String) in byClient[id]?.compactMap(\.lastUsedAt).max() ?? .min }
        return clients.sorted { used($0) > used($1) }
            .map { id in
                let grants = sort.sorted(byClient[id] ?? []) { order, grant in
                    switch order {
                    case .allowed: .time(grant.createdAt)
                    case .used: .time(grant.lastUsedAt)
                    }
                }
                return PersonAccess(id, grants, of: person, names: names, now: now)
            }
    }

    private init(_ id: String, _ grants: [Grant], of person: String, names: DirectoryNames, now: Int64) {
        client = .client(id, names: names)
        scopes = ScopeSet(grants.flatMap(\.scope.names)).names
        since = PageTime(grants.map(\.createdAt).min() ?? now, now: now)
        lastUsed = grants.compactMap(\.lastUsedAt).max().map { PageTime($0, now: now) }
        self.grants = grants.map { grant in
            Single(
                id: grant.id,
                link: PersonPath.revoke(.grant, grant.id),
                scopes: grant.scope.serialized,
                since: PageTime(grant.createdAt, now: now),
                lastUsed: grant.lastUsedAt.map { PageTime($0, now: now) }
            )
        }
        count = PageWords.count(grants.count, "grant")
        withdrawLink =
            PersonPath.page(person, PersonStep.withdraw.rawValue) + "?" + FormText.encode([(name: "client", value: id)])
    }
}

/// A browser in which the person is signed in.
struct PersonSession: Sendable, Equatable {
    let id: String
    let browser: String
    let isPhone: Bool
    /// The one that looks at this page.
    let isCurrent: Bool
    let address: String?
    let signedIn: PageTime
    let lastSeen: PageTime
    let method: String

    init(_ session: Session, currentID: String, now: Int64) {
        let words = BrowserWords(userAgent: session.userAgent)
        id = session.id
        browser = words.text
        isPhone = words.isPhone
        isCurrent = session.id.hasSameBytes(as: currentID)
        address = session.address
        signedIn = PageTime(session.authenticatedAt, now: now)
        lastSeen = PageTime(session.lastSeenAt, now: now)
        switch session.context {
        case .aal1: method = "with password"
        case .aal2: method = "with password and code"
        }
    }
}
