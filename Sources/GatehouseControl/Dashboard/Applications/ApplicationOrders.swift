/// How the tables on the page of an application are sorted; its routes have a `RouteOrder`.
struct ApplicationOrders: Sendable, Equatable {
    /// Of scopes.
    enum Scope: String, SortColumn {
        case scope
        case sentence
        case opens
        case holders

        var startsDescending: Bool { self == .opens || self == .holders }
    }

    /// Of clients.
    enum Client: String, SortColumn {
        case client
        case kind

        var startsDescending: Bool { false }
    }

    /// As they are declared, unless the address says otherwise.
    var scopes = TableSort<Scope>("scopes")
    var clients = TableSort<Client>("clients")

    init() {}

    /// Reads the fields of an address.
    init(from value: (String) -> String?) {
        scopes = TableSort("scopes", from: value)
        clients = TableSort("clients", from: value)
    }
}
