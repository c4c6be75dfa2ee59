import GatehousePolicy

/// What a row of the list of applications is made of.
struct ApplicationFacts: Sendable {
    let application: CompiledApplication
    let origin: ApplicationOrigin?
    /// How many it owns.
    let clients: Int
    /// What came in on its routes.
    let traffic: [RouteTraffic]
    let total: TrafficCount

    init(_ application: CompiledApplication, origin: ApplicationOrigin?, clients: Int, traffic: [RouteTraffic]) {
        self.application = application
        self.origin = origin
        self.clients = clients
        self.traffic = traffic
        total = traffic.reduce(TrafficCount()) { $0 + $1.total }
    }

    /// The file that declares it; nil if it lives in the store.
    var file: String? {
        if case .file(let path, _)? = origin { path } else { nil }
    }

    func key(by order: ApplicationOrder) -> SortKey {
        switch order {
        case .name: .text(PageWords.name(application.name))
        case .address: .text(application.publicURL)
        case .permitted: .number(total.permitted)
        case .refused: .number(total.refused)
        case .routes: .number(Int64(application.routes.count))
        case .clients: .number(Int64(clients))
        // The last of all characters: after every path.
        case .declared: .text(file ?? "\u{10FFFF}")
        }
    }
}
