import GatehouseJOSE
import GatehouseOAuth

/// A scope in the form of a client.
struct ScopeTick: Sendable, Equatable {
    let name: String
    let sentence: String
    /// "opens 2 routes".
    let note: String
    let isChecked: Bool
    /// Whether the registered client has it.
    var isHeld = false
}

/// The scopes of one application in the form of a client.
struct ScopeTickGroup: Sendable, Equatable {
    let heading: String
    let ticks: [ScopeTick]
}

/// What a client can be allowed to ask for.
struct ScopeTicks: Sendable, Equatable {
    /// The client's own application, then those of OpenID Connect.
    let own: [ScopeTickGroup]
    let others: [ScopeTickGroup]
    /// "Scopes of 3 other applications".
    let othersTitle: String
    let hasOthers: Bool
    /// Whether one of them is ticked.
    let areOthersOpen: Bool
    /// Whether the list does not hold all, so that names are typed.
    let hasMore: Bool
    let problem: String?

    /// What a page of 100 KB has room for.
    private static let mostTicks = 120

    /// `held` are the scopes of the registered client.
    init(values: ClientFormValues, problem: String?, held: [String] = [], catalog: any CatalogSource) {
        let chosen = values.allScopes
        let applications = catalog.catalog().applications
        var room = Self.mostTicks
        var shown: Set<String> = []
        var isCut = false

        func tick(_ name: String, _ sentence: String, _ note: String) -> ScopeTick {
            shown.insert(name)
            return ScopeTick(
                name: name,
                sentence: sentence,
                note: note,
                isChecked: chosen.contains(where: name.hasSameBytes),
                isHeld: held.contains(where: name.hasSameBytes)
            )
        }
        func group(_ application: CatalogApplication) -> ScopeTickGroup? {
            let ticked = application.scopes.filter { scope in chosen.contains(where: scope.name.hasSameBytes) }
            let rest = application.scopes.filter { scope in !chosen.contains(where: scope.name.hasSameBytes) }
            let kept = Set((ticked + rest.prefix(max(0, room))).map(\.name))
            if kept.count < application.scopes.count { isCut = true }
            room -= kept.count
            let ticks = application.scopes.filter { kept.contains($0.name) }
                .map { scope in
                    let count = catalog.routes(opened: scope.name).count
                    let opens = count == 0 ? "opens no route" : "opens \(PageWords.count(count, "route"))"
                    let note = scope.isAssigned ? "\(opens), only for people it is given to" : opens
                    return tick(scope.name, scope.text, note)
                }
            return ticks.isEmpty ? nil : ScopeTickGroup(heading: application.name, ticks: ticks)
        }

        var own = applications.filter { $0.key.hasSameBytes(as: values.application) }.compactMap(group)
        if values.kind == .code {
            let ticks = PredefinedScope.allCases.map { tick($0.rawValue, $0.sentence, Self.notes[$0] ?? "") }
            own.append(ScopeTickGroup(heading: "Sign-in", ticks: ticks))
        }
        others = applications.filter { !$0.key.hasSameBytes(as: values.application) }.compactMap(group)
        let unknown = chosen.filter { !shown.contains($0) }
        if !unknown.isEmpty {
            let ticks = unknown.map { tick($0, $0, "no application declares it") }
            own.append(ScopeTickGroup(heading: "Unknown", ticks: ticks))
        }
        self.own = own
        hasOthers = !others.isEmpty
        othersTitle = "Scopes of \(PageWords.count(others.count, "other application"))"
        areOthersOpen = others.contains { $0.ticks.contains(where: \.isChecked) }
        hasMore = isCut
        self.problem = problem
    }

    private static let notes: [PredefinedScope: String] = [
        .openID: "gives an ID token", .profile: "name and user name", .email: "email address",
        .offlineAccess: "gives a refresh token",
    ]
}
