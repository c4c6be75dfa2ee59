import GatehouseJOSE
import GatehouseOAuth

/// One person in a list.
struct PersonRow: Sendable, Equatable {
    let link: String
    let name: String
    let username: String
    let email: String?
    /// "Administrator" or "Looks only"; nil for everybody else.
    let role: String?
    /// The assigned scopes, as many as a row has room for.
    let scopes: [String]
    /// "and 4 more"; nil if all are shown.
    let moreScopes: String?
    let hasScopes: Bool
    let hasSecondFactor: Bool
    let isDisabled: Bool
    let created: PageTime

    private static let shownScopes = 3

    init(_ user: User, now: Int64) {
        link = PersonPath.page(user.id.value)
        name = DecisionText.cut(PageWords.name(user.displayName), to: 80)
        username = user.username.value
        email = user.email.map { DecisionText.cut($0.value, to: 80) }
        let names = user.assignedScopes.names
        role = PersonRole(scopes: names).pill
        scopes = names.prefix(Self.shownScopes).map { DecisionText.cut($0, to: 60) }
        moreScopes = names.count > Self.shownScopes ? "and \(names.count - Self.shownScopes) more" : nil
        hasScopes = !names.isEmpty
        hasSecondFactor = user.secondFactor != nil
        isDisabled = user.disabledAt != nil
        created = PageTime(user.createdAt, now: now)
    }
}

/// What a person may do in this dashboard.
enum PersonRole: String, CaseIterable, Sendable {
    case none
    case looks = "read"
    case changes = "admin"

    init(scopes: [String]) {
        if scopes.contains(where: { $0.hasSameBytes(as: BuiltInScope.administrate.rawValue) }) {
            self = .changes
        } else if scopes.contains(where: { $0.hasSameBytes(as: BuiltInScope.read.rawValue) }) {
            self = .looks
        } else {
            self = .none
        }
    }

    /// The assigned scopes that make it.
    var scopes: [String] {
        switch self {
        case .none: []
        case .looks: [BuiltInScope.read.rawValue]
        case .changes: [BuiltInScope.administrate.rawValue]
        }
    }

    var pill: String? {
        switch self {
        case .none: nil
        case .looks: "Looks only"
        case .changes: "Administrator"
        }
    }
}
