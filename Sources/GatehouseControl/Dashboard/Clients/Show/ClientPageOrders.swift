/// How the tables on the page of a client are sorted.
struct ClientPageOrders: Sendable, Equatable {
    /// Of its secrets.
    enum Secret: String, SortColumn {
        case secret
        case created
        case used

        var startsDescending: Bool { self != .secret }
    }

    /// Of the routes that it used.
    enum Route: String, SortColumn {
        case route
        case permitted
        case refused
        case last

        var startsDescending: Bool { self != .route }
    }

    /// Of what people allowed it.
    enum Grant: String, SortColumn {
        case person
        case given
        case used

        var startsDescending: Bool { self != .person }
    }

    var secrets = TableSort<Secret>("secrets")
    var routes = TableSort<Route>("routes")
    var grants = TableSort<Grant>("grants")

    init() {}

    /// Reads the fields of an address.
    init(from value: (String) -> String?) {
        secrets = TableSort("secrets", from: value)
        routes = TableSort("routes", from: value)
        grants = TableSort("grants", from: value)
    }

    /// Of the secrets of the client at that address.
    func secretHeads(_ page: ListAddress) -> [TableHead] {
        let heads = TableHeads(secrets, at: page.with(routes.fields).with(grants.fields), anchor: "credentials")
        return [
            heads.by(.secret, "Secret"), heads.by(.created, "Created"), heads.by(.used, "Last used"),
            TableHead(unseen: "Actions"),
        ]
    }

    /// Of the routes that the client at that address used.
    func routeHeads(_ page: ListAddress) -> [TableHead] {
        let heads = TableHeads(routes, at: page.with(secrets.fields).with(grants.fields), anchor: "used")
        return [
            heads.by(.route, "Route"), heads.number(.permitted, "Permitted"), heads.number(.refused, "Refused"),
            heads.by(.last, "Last"),
        ]
    }

    /// Of what people allowed the client at that address.
    func grantHeads(_ page: ListAddress) -> [TableHead] {
        let heads = TableHeads(grants, at: page.with(secrets.fields).with(routes.fields), anchor: "grants")
        return [
            heads.by(.person, "Person"), TableHead("Scopes"), heads.by(.given, "Given"), heads.by(.used, "Last used"),
        ]
    }
}
