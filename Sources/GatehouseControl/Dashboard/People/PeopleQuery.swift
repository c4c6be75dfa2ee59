import GatehouseOAuth

/// Which people a list shows: what stands in the query of its URL.
struct PeopleQuery: Sendable, Equatable {
    static let rows = 50

    var text = ""
    var scope: String?
    var isDisabled: Bool?
    var sort = TableSort<UserQuery.Order>(usual: .username)
    /// The first one is 1.
    var page = 1

    init() {}

    init(_ fields: DashboardFields) {
        text = String((fields["q"] ?? "").unicodeScalars.prefix(200))
        scope = fields["scope"].flatMap { $0.isEmpty ? nil : $0 }
        switch fields["state"] {
        case "enabled": isDisabled = false
        case "disabled": isDisabled = true
        default: isDisabled = nil
        }
        sort = TableSort(usual: .username) { fields[$0] }
        page = fields["page"].flatMap { Int($0) }.map { min(max($0, 1), 1_000_000) } ?? 1
    }

    var isFiltered: Bool { !text.isEmpty || scope != nil || isDisabled != nil }

    /// What the directory is asked for.
    var query: UserQuery {
        UserQuery(
            text: text.isEmpty ? nil : text,
            scope: scope,
            isDisabled: isDisabled,
            order: sort.column ?? .username,
            isDescending: sort.isDescending,
            offset: (page - 1) * Self.rows,
            limit: Self.rows
        )
    }

    /// The same list with something changed.
    func path(_ change: (inout PeopleQuery) -> Void) -> String {
        var query = self
        change(&query)
        return query.path
    }

    var path: String { filtered.with(sort.fields).page(page).path }

    /// The list with its filters alone, for what a table's head adds.
    var filtered: ListAddress {
        ListAddress(
            PersonPath.list,
            [
                ("q", text.isEmpty ? nil : text), ("scope", scope),
                ("state", isDisabled.map { $0 ? "disabled" : "enabled" }),
            ]
        )
    }
}

extension UserQuery.Order: SortColumn {
    var startsDescending: Bool { self == .created }
}
