import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// One application: where it is declared, its routes, scopes and clients.
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
    let scopes: [ScopeRow]
    let hasScopes: Bool
    let clients: [ClientRow]
    let hasClients: Bool
    /// "12 clients".
    let clientCount: String
    let clientsLink: String
    let newClientLink: String
    let mayChange: Bool

    init(
        frame: DashboardFrame,
        application: CompiledApplication,
        policy: CompiledPolicy,
        origin: ApplicationOrigin?,
        table: RouteTable,
        clients access: [ClientAccess]
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
        scopes = application.scopes.map { ScopeRow($0, of: application, clients: access) }
        hasScopes = !scopes.isEmpty
        let own = access.filter { $0.application == application.key }
        clients = own.prefix(20).map { ClientRow($0, in: application) }
        hasClients = !own.isEmpty
        clientCount =
            own.count > 20
            ? "20 of \(PageNumber.grouped(Int64(own.count))) clients" : PageWords.count(own.count, "client")
        clientsLink = "/clients?application=\(application.key)"
        newClientLink = "/clients/new?application=\(application.key)"
        mayChange = frame.mayChange
    }
}

extension ApplicationPage.ScopeRow {
    fileprivate init(_ scope: DeclaredScope, of application: CompiledApplication, clients: [ClientAccess]) {
        name = scope.name
        text = scope.text
        isAssigned = scope.assigned
        let routes = application.routes.count { route in
            (route.requirement.allScopes + route.requirement.anyScope).contains { $0.hasSameBytes(as: scope.name) }
        }
        opens = routes == 0 ? nil : PageWords.count(routes, "route")
        let count = clients.count { !$0.isDisabled && $0.scopes.contains(scope.name) }
        holders = count == 1 ? "1 client" : "\(PageNumber.grouped(Int64(count))) clients"
        holdersLink = "/clients?scope=\(URLText.query(scope.name))"
    }
}

extension ApplicationPage.ClientRow {
    fileprivate init(_ client: ClientAccess, in application: CompiledApplication) {
        name = PageWords.name(client.name)
        link = "/clients/\(URLText.segment(client.id.value))"
        kind = client.isService ? "Service" : "People sign in"
        isDisabled = client.isDisabled
        let reach = ClientReach(client: client)
        let count = application.routes.count { reach.standing(of: $0, in: application).isPossible }
        reaches = "\(count) of \(PageWords.count(application.routes.count, "route"))"
    }
}
