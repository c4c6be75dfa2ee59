import GatehouseOAuth

/// What people allowed a client.
struct ClientGrants: Sendable, Equatable {
    struct Row: Sendable, Equatable {
        let person: String
        let href: String
        let scopes: String
        let given: PageTime
        let lastUsed: PageTime?
    }

    /// How many people and grants, in a sentence.
    let count: String
    let heads: [TableHead]
    let rows: [Row]
    let hasRows: Bool
    /// "and 9 more"; nil if all are shown.
    let more: String?

    /// So many are looked through for those that come first in the page's order.
    static let searched = 200
    private static let shown = 8

    init(
        _ grants: DirectoryPage<Grant>,
        of client: String,
        reach: RevocationReach,
        names: DirectoryNames,
        orders: ClientPageOrders = ClientPageOrders(),
        now: Int64
    ) {
        count =
            "\(reach.people == 1 ? "1 person" : "\(reach.people) people"), \(PageWords.count(reach.grants, "grant"))."
        let person = { (grant: Grant) in names.users[grant.userID.value] ?? grant.userID.value }
        // Of more grants than were looked through nobody knows which come first, but that the newest are here.
        let isWhole = grants.total <= grants.items.count
        heads =
            isWhole
            ? orders.grantHeads(ListAddress(ClientPath.page(client)))
            : [
                TableHead("Person"), TableHead("Scopes"), TableHead("Given", direction: "descending"),
                TableHead("Last used"),
            ]
        let order = isWhole ? orders.grants : TableSort("grants")
        let sorted = order.sorted(grants.items) { order, grant in
            switch order {
            case .person: .text(person(grant))
            case .given: .time(grant.createdAt)
            case .used: .time(grant.lastUsedAt)
            }
        }
        rows = sorted.prefix(Self.shown)
            .map { grant in
                Row(
                    person: person(grant),
                    href: DecisionLink.person(grant.userID.value),
                    scopes: grant.scope.serialized,
                    given: PageTime(grant.createdAt, now: now),
                    lastUsed: grant.lastUsedAt.map { PageTime($0, now: now) }
                )
            }
        hasRows = !rows.isEmpty
        more = grants.total > rows.count ? "and \(grants.total - rows.count) more" : nil
    }
}
