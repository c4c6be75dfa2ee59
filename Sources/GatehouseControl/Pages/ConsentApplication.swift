import GatehouseJOSE

/// The scopes of one application.
struct ConsentApplication: Sendable, Equatable {
    let name: String
    let scopes: [ConsentScope]
}

/// Scopes in one list.
struct ConsentGroup: Sendable, Equatable {
    /// The application's name; nil if there is only one, and for scopes of no application.
    let heading: String?
    let scopes: [ConsentScope]

    /// Scopes of no application first, `offline_access` last, the applications between.
    static func groups(own: [ConsentScope], applications: [ConsentApplication]) -> [ConsentGroup] {
        let first = own.filter { !$0.isOfflineAccess }
        let last = own.filter(\.isOfflineAccess)
        guard applications.count > 1 else {
            let scopes = first + applications.flatMap(\.scopes) + last
            return scopes.isEmpty ? [] : [ConsentGroup(heading: nil, scopes: scopes)]
        }
        var groups = applications.map { ConsentGroup(heading: $0.name, scopes: $0.scopes) }
        groups.insert(ConsentGroup(heading: nil, scopes: first), at: 0)
        groups.append(ConsentGroup(heading: last.isEmpty ? nil : "For all of these", scopes: last))
        return groups.filter { !$0.scopes.isEmpty }
    }
}

extension ConsentScope {
    fileprivate var isOfflineAccess: Bool { name.hasSameBytes(as: "offline_access") }
}
