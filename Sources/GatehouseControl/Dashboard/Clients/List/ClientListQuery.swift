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
    var order = ClientQuery.Order.name
    var isDescending = false
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
        order = text("sort").flatMap { ClientQuery.Order(rawValue: $0) } ?? .name
        isDescending = text("dir") == "desc"
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
            order: order,
            isDescending: isDescending,
            offset: (page - 1) * Self.pageSize,
            limit: Self.pageSize
        )
    }

    var isFiltered: Bool {
        text != nil || application != nil || grant != nil || scope != nil || isDisabled != nil || source != nil
    }

    /// The address of this list.
    var path: String {
        var pairs: [(name: String, value: String?)] = [
            ("q", text), ("application", application), ("grant", grant?.rawValue), ("scope", scope),
            ("state", isDisabled.map { $0 ? "disabled" : "enabled" }), ("source", source?.rawValue),
        ]
        if order != .name || isDescending { pairs.append(("sort", order.rawValue)) }
        if isDescending { pairs.append(("dir", "desc")) }
        if page > 1 { pairs.append(("page", String(page))) }
        let given = pairs.compactMap { pair in pair.value.map { (name: pair.name, value: $0) } }
        return given.isEmpty ? ClientPath.list : ClientPath.list + "?" + FormText.encode(given)
    }

    /// The same list with a change, from its first page on.
    func path(_ change: (inout ClientListQuery) -> Void) -> String {
        var other = self
        other.page = 1
        change(&other)
        return other.path
    }
}
