import GatehouseJOSE
import GatehouseOAuth

/// Which people a list shows: what stands in the query of its URL.
struct PeopleQuery: Sendable, Equatable {
    static let rows = 50

    var text = ""
    var scope: String?
    var isDisabled: Bool?
    var order = UserQuery.Order.username
    var isDescending = false
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
        order = fields["sort"].flatMap { UserQuery.Order(rawValue: $0) } ?? .username
        isDescending = fields["dir"]?.hasSameBytes(as: "desc") ?? false
        page = fields["page"].flatMap { Int($0) }.map { min(max($0, 1), 1_000_000) } ?? 1
    }

    var isFiltered: Bool { !text.isEmpty || scope != nil || isDisabled != nil }

    /// What the directory is asked for.
    var query: UserQuery {
        UserQuery(
            text: text.isEmpty ? nil : text,
            scope: scope,
            isDisabled: isDisabled,
            order: order,
            isDescending: isDescending,
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

    var path: String {
        let pairs = filters + ordering + (page > 1 ? [(name: "page", value: String(page))] : [])
        return pairs.isEmpty ? PersonPath.list : PersonPath.list + "?" + FormText.encode(pairs)
    }

    /// `/people?…&`, for what a table's head adds.
    var base: String {
        filters.isEmpty ? PersonPath.list + "?" : PersonPath.list + "?" + FormText.encode(filters) + "&"
    }

    private var filters: [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        if !text.isEmpty { pairs.append((name: "q", value: text)) }
        if let scope { pairs.append((name: "scope", value: scope)) }
        if let isDisabled { pairs.append((name: "state", value: isDisabled ? "disabled" : "enabled")) }
        return pairs
    }

    private var ordering: [(name: String, value: String)] {
        guard order != .username || isDescending else { return [] }
        return [(name: "sort", value: order.rawValue), (name: "dir", value: isDescending ? "desc" : "asc")]
    }
}
