/// How the two tables of clients on a route's page are sorted.
struct RouteClientOrders: Sendable, Equatable {
    /// Of clients that can get through.
    enum Reaching: String, SortColumn {
        case client
        case kind
        case permitted
        case refused
        case last

        var startsDescending: Bool { self != .client && self != .kind }
    }

    /// Of clients that cannot.
    enum Missing: String, SortColumn {
        case client
        case reason

        var startsDescending: Bool { false }
    }

    /// Whoever was there comes first, unless the address says otherwise.
    var reaching = TableSort<Reaching>()
    /// The application's own come first, unless the address says otherwise.
    var missing = TableSort<Missing>("missing")

    init() {}

    /// Reads the fields of an address.
    init(from value: (String) -> String?) {
        reaching = TableSort(from: value)
        missing = TableSort("missing", from: value)
    }
}
