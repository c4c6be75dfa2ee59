import GatehouseOAuth

/// What can be taken back in one place; the raw value stands in URLs and forms.
enum RevokeKind: String, CaseIterable, Sendable {
    /// One access token, by its `jti`.
    case token = "jti"
    case grant
    case client
    case person

    /// What is told to the server.
    func command(_ name: String) -> AdminCommand {
        switch self {
        case .token: .revokeTokenID(name)
        case .grant: .revokeGrant(name)
        case .client: .revokeClient(name)
        case .person: .revokeSubject(name)
        }
    }

    /// What is told afterwards.
    func done(_ name: String) -> DashboardNotice {
        let text = "It is refused within a second."
        return switch self {
        case .token: DashboardNotice("The token was revoked.", text)
        case .grant: DashboardNotice("The grant was taken back.", "What came of it is refused within a second.")
        case .client: DashboardNotice("Every token of \(name) was revoked.", "It may fetch new ones.")
        case .person: DashboardNotice("Every token about \(name) was revoked.", "They are refused within a second.")
        }
    }
}

/// What somebody typed on the revocation page, or followed a link with.
struct RevokeSubject: Sendable, Equatable {
    let kind: RevokeKind
    /// A `jti`, a grant's id, a client's id, or a person's id.
    let name: String

    init(_ kind: RevokeKind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// The first of the kinds that the query names; nil if it names none.
    init?(_ fields: DashboardFields) {
        for kind in RevokeKind.allCases {
            guard let name = fields[kind.rawValue], !name.isEmpty else { continue }
            self.init(kind, name)
            return
        }
        return nil
    }
}
