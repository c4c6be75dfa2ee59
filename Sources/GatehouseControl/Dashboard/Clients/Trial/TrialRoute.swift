import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// A route that can be tried.
struct TrialRoute: Sendable, Equatable {
    /// Names the route in the form: the application's key, a space, the label.
    let value: String
    /// "GET /tstapp/data/**".
    let text: String
    /// What may be sent, the harmless one first.
    let methods: [String]
    /// Where the application answers: `host:port`.
    let authority: String
    /// The path with its patterns filled in.
    let path: String
    /// Whether a request only reads, if the application keeps to RFC 9110 §9.2.1.
    let isSafe: Bool
    /// What it is to the client.
    let standing: RouteStanding

    private static let anyMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

    init(_ route: CompiledRoute, in application: CompiledApplication, _ reach: ClientReach) {
        value = application.key + " " + route.label
        text = route.methods.joined(separator: ",") + " " + application.prefix + route.template
        let known = route.methods.contains("ANY") ? Self.anyMethods : route.methods
        methods = known.filter { $0 == "GET" } + known.filter { $0 != "GET" }
        let afterScheme = application.publicURL.utf8.split(separator: UInt8(ascii: "/"))
        authority = afterScheme.count > 1 ? String(Substring(afterScheme[1])) : ""
        path = application.prefix + Self.sample(route.template)
        isSafe = Self.isSafe(route.methods)
        standing = reach.standing(of: route, in: application)
    }

    /// The routes of the client's own application first, those that only read before others.
    static func all(of policy: CompiledPolicy, for client: ClientAccess) -> [TrialRoute] {
        let key = client.application
        let reach = ClientReach(client: client)
        let applications =
            policy.applications.filter { $0.key.hasSameBytes(as: key) }
            + policy.applications.filter { !$0.key.hasSameBytes(as: key) }
        return applications.flatMap { application in
            let routes = application.routes.map { TrialRoute($0, in: application, reach) }
            return routes.filter(\.isSafe) + routes.filter { !$0.isSafe }
        }
    }

    /// The one to begin with: one that the client's scopes open.
    static func usual(_ routes: [TrialRoute]) -> TrialRoute? {
        routes.first { $0.standing == .reachable }
            ?? routes.first { $0.standing.isPossible && $0.standing != .open } ?? routes.first
    }

    /// Whether a route answers GET.
    static func isSafe(_ methods: [String]) -> Bool { methods.contains("GET") || methods.contains("ANY") }

    /// A path that the template matches.
    static func sample(_ template: String) -> String {
        template.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.contains("{") || $0.contains("*") ? "1" : String($0) }
            .joined(separator: "/")
    }
}
