/// Which clients a list shows, in which order, and which page of it.
package struct ClientQuery: Sendable, Equatable {
    /// What a list is sorted by; the id decides among equals.
    package enum Order: String, Sendable, CaseIterable {
        case name
        case created
        /// By the last use of one of its secrets.
        case used
    }

    /// Part of the name or the id, in any case of ASCII letters; nil or empty is any.
    package var text: String?
    /// The short key of the application that owns it.
    package var application: String?
    /// Only with this grant.
    package var grant: GrantType?
    /// Only with this scope.
    package var scope: String?
    /// Only disabled ones, or only others.
    package var isDisabled: Bool?
    /// Who registered it.
    package var source: ClientSource?
    package var order: Order
    package var isDescending: Bool
    /// How many are left out before the page.
    package var offset: Int
    package var limit: Int

    package init(
        text: String? = nil,
        application: String? = nil,
        grant: GrantType? = nil,
        scope: String? = nil,
        isDisabled: Bool? = nil,
        source: ClientSource? = nil,
        order: Order = .name,
        isDescending: Bool = false,
        offset: Int = 0,
        limit: Int = 50
    ) {
        self.text = text
        self.application = application
        self.grant = grant
        self.scope = scope
        self.isDisabled = isDisabled
        self.source = source
        self.order = order
        self.isDescending = isDescending
        self.offset = offset
        self.limit = limit
    }
}

/// Which people a list shows, in which order, and which page of it.
package struct UserQuery: Sendable, Equatable {
    /// What a list is sorted by; the user name decides among equals.
    package enum Order: String, Sendable, CaseIterable {
        case username
        case created
    }

    /// Part of the user name, the name or the email address, in any case of ASCII letters.
    package var text: String?
    /// Only with this assigned scope.
    package var scope: String?
    /// Only disabled ones, or only others.
    package var isDisabled: Bool?
    package var order: Order
    package var isDescending: Bool
    /// How many are left out before the page.
    package var offset: Int
    package var limit: Int

    package init(
        text: String? = nil,
        scope: String? = nil,
        isDisabled: Bool? = nil,
        order: Order = .username,
        isDescending: Bool = false,
        offset: Int = 0,
        limit: Int = 50
    ) {
        self.text = text
        self.scope = scope
        self.isDisabled = isDisabled
        self.order = order
        self.isDescending = isDescending
        self.offset = offset
        self.limit = limit
    }
}

/// Which grants a list shows: those that stand, the newest first.
package struct GrantQuery: Sendable, Equatable {
    package var user: UserID?
    package var client: ClientID?
    package var offset: Int
    package var limit: Int

    package init(user: UserID? = nil, client: ClientID? = nil, offset: Int = 0, limit: Int = 50) {
        self.user = user
        self.client = client
        self.offset = offset
        self.limit = limit
    }
}

/// Which audit events a list shows, the newest first.
package struct AuditQuery: Sendable, Equatable {
    /// The first part of the event's name, such as `client.` or `client.created`.
    package var kind: String?
    /// Who did it, exactly.
    package var actor: String?
    /// An id that stands in the event's details: of an application, a client, a person, a grant, a session or a key.
    package var about: String?
    /// Not before, in Unix seconds.
    package var since: Int64?
    /// Before, in Unix seconds.
    package var until: Int64?
    /// Only those with a sequence below it.
    package var before: Int64?
    package var limit: Int

    package init(
        kind: String? = nil,
        actor: String? = nil,
        about: String? = nil,
        since: Int64? = nil,
        until: Int64? = nil,
        before: Int64? = nil,
        limit: Int = 50
    ) {
        self.kind = kind
        self.actor = actor
        self.about = about
        self.since = since
        self.until = until
        self.before = before
        self.limit = limit
    }
}

/// One page of a list.
package struct DirectoryPage<Item: Sendable>: Sendable {
    package var items: [Item]
    /// How many there are on all pages.
    package var total: Int

    package init(items: [Item], total: Int) {
        self.items = items
        self.total = total
    }
}

extension DirectoryPage: Equatable where Item: Equatable {}

/// What of a client decides which routes it can reach.
package struct ClientAccess: Sendable, Equatable {
    package var id: ClientID
    package var name: String
    package var application: String
    package var scopes: ScopeSet
    /// Whether it acts for itself.
    package var isService: Bool
    package var isDisabled: Bool

    package init(
        id: ClientID,
        name: String,
        application: String,
        scopes: ScopeSet,
        isService: Bool,
        isDisabled: Bool
    ) {
        self.id = id
        self.name = name
        self.application = application
        self.scopes = scopes
        self.isService = isService
        self.isDisabled = isDisabled
    }
}

/// How much there is of everything.
package struct DirectoryCounts: Sendable, Equatable {
    package var clients: Int
    package var disabledClients: Int
    package var users: Int
    package var disabledUsers: Int
    /// Clients by the short key of their application.
    package var clientsByApplication: [String: Int]

    package init(
        clients: Int = 0,
        disabledClients: Int = 0,
        users: Int = 0,
        disabledUsers: Int = 0,
        clientsByApplication: [String: Int] = [:]
    ) {
        self.clients = clients
        self.disabledClients = disabledClients
        self.users = users
        self.disabledUsers = disabledUsers
        self.clientsByApplication = clientsByApplication
    }
}

/// What ends with a revocation, counted before it is done.
package struct RevocationReach: Sendable, Equatable {
    /// Standing grants.
    package var grants: Int
    /// Of which so many have a live refresh token.
    package var refreshTokens: Int
    /// Different people among them.
    package var people: Int
    /// Different clients among them.
    package var clients: Int
    /// When a token was last issued from one of them, in Unix seconds.
    package var lastUsedAt: Int64?

    package init(
        grants: Int = 0,
        refreshTokens: Int = 0,
        people: Int = 0,
        clients: Int = 0,
        lastUsedAt: Int64? = nil
    ) {
        self.grants = grants
        self.refreshTokens = refreshTokens
        self.people = people
        self.clients = clients
        self.lastUsedAt = lastUsedAt
    }
}

/// Reads what lists show; it changes nothing.
package protocol DirectoryReading: Sendable {
    func clients(_ query: ClientQuery) async throws(StorageError) -> DirectoryPage<Client>
    func users(_ query: UserQuery) async throws(StorageError) -> DirectoryPage<User>
    /// Grants that were not taken back and have not expired at `now`.
    func grants(_ query: GrantQuery, at now: Int64) async throws(StorageError) -> DirectoryPage<Grant>
    func audit(_ query: AuditQuery) async throws(StorageError) -> [RecordedAuditEvent]
    func counts() async throws(StorageError) -> DirectoryCounts
    /// Of every client, by id; kept in memory until a client changes.
    func clientAccess() async throws(StorageError) -> [ClientAccess]
    /// The names of clients and people of those ids, for lists that know only ids.
    func names(clients: [ClientID], users: [UserID]) async throws(StorageError) -> DirectoryNames
    /// What a revocation of all that person's or that client's grants would end.
    func reach(user: UserID?, client: ClientID?, at now: Int64) async throws(StorageError) -> RevocationReach
}

/// Names by id; who is not there is gone.
package struct DirectoryNames: Sendable, Equatable {
    /// The clients' names by their ids.
    package var clients: [String: String]
    /// The people's user names by their ids.
    package var users: [String: String]

    package init(clients: [String: String] = [:], users: [String: String] = [:]) {
        self.clients = clients
        self.users = users
    }
}
