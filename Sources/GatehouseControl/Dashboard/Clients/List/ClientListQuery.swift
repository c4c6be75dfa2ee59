import GatehouseOAuth

/// Which clients the list shows, as the page's address says it.
struct ClientListQuery: Sendable, Equatable {
    static let pageSize = 50

    var text: String?
    var application: String?
    var grant: GrantType?
    var scope: String?
    var isDisabled: Bool?
    var source: ClientSource?
    var sort = TableSort<ClientQuery.Order>(usual: .name)
    /// The first one is 1.
    var page = 1

    init() {}

    /// Reads the address; what means nothing is left out.
    init(_ value: (String) -> String?) {
        func text(_ name: String) -> String? { value(name).flatMap { $0.isEmpty ? nil : $0 } }
        self.text = text("q")
        application = text("application")
        grant = text("grant").flatMap { GrantType(rawValue: $0) }
        scope = text("scope")
        isDisabled = text("state").flatMap { ["enabled": false, "disabled": true][$0] }
        source = text("source").flatMap { ClientSource(rawValue: $0) }
        sort = TableSort(usual: .name, from: value)
        page = text("page").flatMap { Int($0) }.map { min(max($0, 1), 1_000_000) } ?? 1
    }

    /// The question to the store.
    var query: ClientQuery {
        ClientQuery(
            text: text,
            application: application,
            grant: grant,
            scope: scope,
            isDisabled: isDisabled,
            source: source,
            leavesOutBuiltIn: source != .builtIn,
            order: sort.column ?? .name,
            isDescending: sort.isDescending,
            offset: (page - 1) * Self.pageSize,
            limit: Self.pageSize
        )
    }

    var isFiltered: Bool {
        text != nil || application != nil || grant != nil || scope != nil || isDisabled != nil || source != nil
    }

    /// The address of this list.
    var path: String { filtered.with(sort.fields).page(page).path }

    /// The list with its filters alone, for what a table's head adds.
    var filtered: ListAddress {
        ListAddress(
            ClientPath.list,
            [
                ("q", text), ("application", application), ("grant", grant?.rawValue), ("scope", scope),
                ("state", isDisabled.map { $0 ? "disabled" : "enabled" }), ("source", source?.rawValue),
            ]
        )
    }

    /// The same list with a change, from its first page on.
    func path(_ change: (inout ClientListQuery) -> Void) -> String {
        var other = self
        other.page = 1
        change(&other)
        return other.path
    }
}

extension ClientQuery.Order: SortColumn {
    var startsDescending: Bool { self != .name }
}
