import GatehouseJOSE
import GatehouseOAuth

/// What an administrator wants to try.
struct TrialForm: Sendable, Equatable {
    let routes: [ListChoice]
    let hasRoutes: Bool
    /// The chosen one, whose method and path are shown.
    let route: String
    let methods: [ListChoice]
    let path: String
    let pathProblem: String?
    /// Whether the upstream may change something when it gets a request with one of the methods.
    let changes: Bool
    let authority: String
    let scopes: [ScopeTick]

    /// What a page of 100 KB has room for.
    private static let mostRoutes = 250
    private static let mostScopes = 100

    init(
        routes all: [TrialRoute],
        chosen: TrialRoute?,
        method: String? = nil,
        path: String? = nil,
        pathProblem: String? = nil,
        scopes asked: [String]? = nil,
        client: ClientSummary,
        catalog: ScopeCatalog
    ) {
        routes = all.prefix(Self.mostRoutes)
            .map { route in
                ListChoice(value: route.value, text: route.text, isChosen: route == chosen)
            }
        hasRoutes = !routes.isEmpty
        route = chosen?.value ?? ""
        let sent = method ?? chosen?.methods.first ?? "GET"
        methods = ListChoice.list((chosen?.methods ?? ["GET"]).map { ($0, $0) }, chosen: sent)
        self.path = path ?? chosen?.path ?? "/"
        self.pathProblem = pathProblem
        changes = methods.contains { $0.value != "GET" }
        authority = chosen?.authority ?? ""
        scopes = client.scopes.prefix(Self.mostScopes)
            .map { name in
                let declared = catalog.application(ofScope: name)?.scopes.first { $0.name.hasSameBytes(as: name) }
                let sentence = declared?.text ?? PredefinedScope(rawValue: name)?.sentence ?? name
                let isChecked = asked.map { $0.contains(where: name.hasSameBytes) } ?? true
                return ScopeTick(name: name, sentence: sentence, note: "", isChecked: isChecked)
            }
    }

    /// Why a path cannot be sent; nil if it can.
    static func problem(with path: String, example: String) -> String? {
        guard path.utf8.first == UInt8(ascii: "/") else { return "Begin with a slash, for example: \(example)" }
        guard path.utf8.count <= 2_048 else { return "Write at most 2,048 bytes." }
        guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
            return "Write blanks, # and letters beyond ASCII as percent signs with two digits, for example %20."
        }
        return nil
    }
}
