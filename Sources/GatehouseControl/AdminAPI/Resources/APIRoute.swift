import GatehouseJOSE
import GatehousePolicy

/// A route of an application with what it asks for.
struct APIRoute: Encodable, Sendable {
    let application: String
    let route: String
    let methods: [String]
    let path: String
    let place: String
    let token: String
    let allScopes: [String]
    let anyScope: [String]
    let claims: [String: [String]]
    let clients: [String]
    let maximumAge: Int64?

    init(_ route: CompiledRoute, in application: CompiledApplication) {
        self.application = application.key
        self.route = route.label
        methods = route.methods
        path = application.prefix + route.template
        place = "\(route.location.file):\(route.location.line)"
        token =
            switch route.tokenNeed {
            case .none: "none"
            case .optional: "optional"
            case .required: "required"
            }
        let requirement = route.requirement
        allScopes = requirement.allScopes
        anyScope = requirement.anyScope
        claims = Dictionary(requirement.claims.map { ($0.name, $0.values.map(\.text)) }, uniquingKeysWith: +)
        clients = requirement.clients
        maximumAge = requirement.maximumAge
    }

    private enum CodingKeys: String, CodingKey {
        case application
        case route
        case methods
        case path
        case place
        case token
        case allScopes = "all_scopes"
        case anyScope = "any_scope"
        case claims
        case clients
        case maximumAge = "max_age"
    }

    /// What the document tells of it.
    static let members: [APIMember] = [
        .required("application", .text, "The application.", example: "tstapp"),
        .required("route", .text, "As the policy writes it.", example: "GET /data/**"),
        .required("methods", .list(.text), "Its methods; `ANY` is any."),
        .required("path", .text, "Its template with the prefix.", example: "/tstapp/data/**"),
        .required("place", .text, "Where it is written.", example: "policies/tstapp.yaml:16"),
        .required("token", .word(["none", "optional", "required"]), "Whether it looks at a token."),
        .required("all_scopes", .list(.text), "Scopes that must all be held."),
        .required("any_scope", .list(.text), "Scopes of which one must be held."),
        .required("claims", .map(.list(.text)), "Claims that must have one of these values."),
        .required("clients", .list(.text), "The only clients that may call; none is any."),
        .optional("max_age", .count, "How many seconds ago the person may have signed in."),
    ]
}
