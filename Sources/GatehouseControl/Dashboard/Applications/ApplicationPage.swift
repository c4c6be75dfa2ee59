import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// One application: where it is declared, its routes, upstreams, scopes and clients.
struct ApplicationPage: BoardPage {
    static let template = "boardApplication"

    /// A scope that it declares.
    struct ScopeRow: Sendable, Equatable {
        let name: String
        let text: String
        let isAssigned: Bool
        /// "2 routes"; nil if no route asks for it.
        let opens: String?
        let holders: String
        let holdersLink: String
    }

    /// A client that it owns.
    struct ClientRow: Sendable, Equatable {
        let name: String
        let link: String
        let kind: String
        let isDisabled: Bool
        /// "5 of 7 routes".
        let reaches: String
    }

    /// An address that its requests go to.
    struct EndpointRow: Sendable, Equatable {
        let address: String
        let isIn: Bool
        let ejections: String
    }

    /// More would not be read.
    private static let endpointLimit = 100

    let frame: DashboardFrame
    let key: String
    let name: String
    let link: String
    let audience: String
    let address: String
    let upstreams: [String]
    /// The file that declares it; nil if it lives in the store.
    let file: String?
    /// How many examples pass: "Its 4 examples pass."; nil without any.
    let examples: String?
    let span: String
    let table: RouteTable
    let hasRoutes: Bool
    let endpointHeads: [TableHead]
    let endpoints: [EndpointRow]
    let hasEndpoints: Bool
    /// "1 of 3 in use now".
    let endpointWords: String
    let scopeHeads: [TableHead]
    let scopes: [ScopeRow]
    let hasScopes: Bool
    let clientHeads: [TableHead]
    let clients: [ClientRow]
    let hasClients: Bool
    /// "12 clients".
    let clientCount: String
    let clientsLink: String
    let newClientLink: String
    let mayChange: Bool

    /// `address` is that of the page as its routes are sorted.
    init(
        frame: DashboardFrame,
        application: CompiledApplication,
        policy: CompiledPolicy,
        origin: ApplicationOrigin?,
        table: RouteTable,
        clients access: [ClientAccess],
        endpoints states: [EndpointState],
        orders: ApplicationOrders = ApplicationOrders(),
        address page: ListAddress
    ) {
        self.frame = frame
        key = application.key
        name = PageWords.name(application.name)
        link = "/applications/\(application.key)"
        audience = application.audience
        address = application.publicURL
        upstreams = application.upstreams.map(\.description)
        if case .file(let path, _)? = origin { file = path } else { file = nil }
        let examples = policy.examples.count { $0.location.file == application.file }
        self.examples =
            switch examples {
            case 0: nil
            case 1: "Its example passes."
            default: "Its \(examples) examples pass."
            }
        span = TrafficSpan.day.words
        self.table = table
        hasRoutes = !table.rows.isEmpty
        endpointHeads = [
            TableHead("Address"), TableHead("State"), TableHead("Taken out", style: "number"),
        ]
        // What is wrong comes first.
        endpoints = (states.filter { !$0.isIn } + states.filter(\.isIn)).prefix(Self.endpointLimit)
            .map { EndpointRow($0) }
        hasEndpoints = !states.isEmpty
        endpointWords = EndpointRow.words(states)
        let scopeHeads = TableHeads(orders.scopes, at: page.with(orders.clients.fields), anchor: "scopes")
        self.scopeHeads = [
            scopeHeads.by(.scope, "Scope"), scopeHeads.by(.sentence, "Sentence on the consent screen"),
            scopeHeads.by(.opens, "Opens"), scopeHeads.number(.holders, "Held by"),
        ]
        let facts = application.scopes.map { ScopeFacts($0, of: application, clients: access) }
        scopes = orders.scopes.sorted(facts) { $1.key(by: $0) }.map { ScopeRow($0) }
        hasScopes = !scopes.isEmpty
        let own = access.filter { $0.application == application.key }
        let clientHeads = TableHeads(orders.clients, at: page.with(orders.scopes.fields), anchor: "clients")
        self.clientHeads = [
            clientHeads.by(.client, "Client"), clientHeads.by(.kind, "Kind"), TableHead("Reaches"),
        ]
        let sorted = orders.clients.sorted(own) { order, client in
            switch order {
            case .client: .text(PageWords.name(client.name))
            case .kind: .text(ClientRow.kind(of: client))
            }
        }
        clients = sorted.prefix(20).map { ClientRow($0, in: application) }
        hasClients = !own.isEmpty
        clientCount =
            own.count > 20
            ? "20 of \(PageNumber.grouped(Int64(own.count))) clients" : PageWords.count(own.count, "client")
        clientsLink = "/clients?application=\(application.key)"
        newClientLink = "/clients/new?application=\(application.key)"
        mayChange = frame.mayChange
    }
}

/// What a scope opens and who has it.
private struct ScopeFacts {
    let scope: DeclaredScope
    let routes: Int
    let holders: Int

    init(_ scope: DeclaredScope, of application: CompiledApplication, clients: [ClientAccess]) {
        self.scope = scope
        routes = application.routes.count { route in
            (route.requirement.allScopes + route.requirement.anyScope).contains { $0.hasSameBytes(as: scope.name) }
        }
        holders = clients.count { !$0.isDisabled && $0.scopes.contains(scope.name) }
    }

    func key(by order: ApplicationOrders.Scope) -> SortKey {
        switch order {
        case .scope: .text(scope.name)
        case .sentence: .text(scope.text)
        case .opens: .number(Int64(routes))
        case .holders: .number(Int64(holders))
        }
    }
}

extension ApplicationPage.ScopeRow {
    fileprivate init(_ facts: ScopeFacts) {
        name = facts.scope.name
        text = facts.scope.text
        isAssigned = facts.scope.assigned
        opens = facts.routes == 0 ? nil : PageWords.count(facts.routes, "route")
        holders = facts.holders == 1 ? "1 client" : "\(PageNumber.grouped(Int64(facts.holders))) clients"
        holdersLink = "/clients?scope=\(URLText.query(facts.scope.name))"
    }
}

extension ApplicationPage.EndpointRow {
    fileprivate init(_ state: EndpointState) {
        address = state.upstream
        isIn = state.isIn
        ejections =
            switch state.ejections {
            case 0: "never"
            case 1: "once"
            case let times: "\(PageNumber.grouped(Int64(clamping: times))) times"
            }
    }

    fileprivate static func words(_ states: [EndpointState]) -> String {
        "\(states.count { $0.isIn }) of \(states.count) in use now"
    }
}

extension ApplicationPage.ClientRow {
    fileprivate static func kind(of client: ClientAccess) -> String {
        client.isService ? "Service" : "People sign in"
    }

    fileprivate init(_ client: ClientAccess, in application: CompiledApplication) {
        name = PageWords.name(client.name)
        link = "/clients/\(URLText.segment(client.id.value))"
        kind = Self.kind(of: client)
        isDisabled = client.isDisabled
        let reach = ClientReach(client: client)
        let count = application.routes.count { reach.standing(of: $0, in: application).isPossible }
        reaches = "\(count) of \(PageWords.count(application.routes.count, "route"))"
    }
}
