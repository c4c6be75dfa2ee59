import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// A route, and what it is to a client.
struct ReachedRoute: Sendable, Equatable {
    let isOpen: Bool
    let methods: String
    let pieces: [PathPiece]
    /// What it asks for, or why it is shut.
    let note: String

    init(_ route: CompiledRoute, in application: CompiledApplication, _ standing: RouteStanding) {
        isOpen = standing.isPossible
        methods = route.methods.joined(separator: " ")
        pieces = PathPiece.pieces(of: application.prefix + route.template)
        let need = RouteNeed(route)
        let words = ([need.joint].compactMap(\.self) + need.parts.map(\.text)).joined(separator: " ")
        switch standing {
        case .open, .reachable: note = words
        case .depends(let condition): note = "\(words), \(condition)"
        case .closed(let missing, let reason):
            note = missing.isEmpty ? reason : "needs \(missing.joined(separator: ", "))"
        }
    }
}

/// The routes of one application, and what they are to a client.
struct ReachedApplication: Sendable, Equatable {
    let name: String
    let href: String
    /// "5 of 7 routes".
    let count: String
    let routes: [ReachedRoute]
    /// "and 12 more"; nil if all are shown.
    let more: String?
}

/// What a client can reach: the routes of its application and of those whose scopes it may ask for.
struct ClientReachView: Sendable, Equatable {
    let applications: [ReachedApplication]
    let hasApplications: Bool

    /// What a page of 100 KB has room for.
    private static let mostRoutes = 80

    init(_ client: ClientAccess?, policy: CompiledPolicy) {
        guard let client else {
            applications = []
            hasApplications = false
            return
        }
        let reach = ClientReach(client: client)
        var room = Self.mostRoutes
        applications =
            policy.applications
            .filter { application in
                application.key.hasSameBytes(as: client.application)
                    || application.scopes.contains { client.scopes.contains($0.name) }
            }
            .map { application in
                let routes = application.routes.map { route in
                    ReachedRoute(route, in: application, reach.standing(of: route, in: application))
                }
                let open = routes.count(where: \.isOpen)
                // What is open first: it is what the question is about.
                let sorted = routes.filter(\.isOpen) + routes.filter { !$0.isOpen }
                let shown = Array(sorted.prefix(max(room, 3)))
                room -= shown.count
                return ReachedApplication(
                    name: application.name,
                    href: DecisionLink.application(application.key),
                    count: "\(open) of \(PageWords.count(routes.count, "route"))",
                    routes: shown,
                    more: shown.count < sorted.count ? "and \(sorted.count - shown.count) more" : nil
                )
            }
        hasApplications = !applications.isEmpty
    }
}
