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
    let rows: [Row]
    let hasRows: Bool
    /// "and 9 more"; nil if all are shown.
    let more: String?

    static let shown = 8

    init(_ grants: DirectoryPage<Grant>, reach: RevocationReach, names: DirectoryNames, now: Int64) {
        count =
            "\(reach.people == 1 ? "1 person" : "\(reach.people) people"), \(PageWords.count(reach.grants, "grant"))."
        rows = grants.items.map { grant in
            Row(
                person: names.users[grant.userID.value] ?? grant.userID.value,
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
