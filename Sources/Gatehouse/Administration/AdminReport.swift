import GatehouseOAuth

/// Holds the answer to a command, ready to be printed for people or for programs.
package struct AdminReport: Sendable {
    /// For people.
    package let text: String
    /// For programs.
    package let json: String
    /// Whether the answer is yes; `token inspect` of a bad token is a no.
    package let isPositive: Bool

    /// Puts an answer into words.
    init(_ answer: AdminAnswer) {
        self.text = Self.text(answer)
        self.json = Self.json(answer)
        if case .inspection(let inspection) = answer {
            self.isPositive = inspection.isValid
        } else {
            self.isPositive = true
        }
    }

    private static func text(_ answer: AdminAnswer) -> String {
        switch answer {
        case .client(let client): ClientText.card(client)
        case .createdClient(let created): ClientText.created(created)
        case .clients(let clients): ClientText.table(clients)
        case .deletedClient(let client): "Deleted \(client.clientID); its tokens are refused from now on."
        case .registrationToken(let made): ClientText.registration(made)
        case .user(let user): UserText.card(user)
        case .createdUser(let created): UserText.created(created)
        case .users(let users): UserText.table(users)
        case .standingPolicy(let standing): "\(standing.clients.count) clients are of the policies."
        case .grants(let list): GrantText.table(list)
        case .withdrawn(let access): GrantText.withdrawal(access)
        case .keys(let keys), .rotated(let keys): KeyText.table(keys)
        case .inspection(let inspection): TokenText.inspection(inspection)
        case .revoked(let revocation): TokenText.revocation(revocation)
        case .refused(let refusal): refusal.message
        }
    }

    private static func json(_ answer: AdminAnswer) -> String {
        switch answer {
        case .client(let client), .deletedClient(let client): ReportJSON.text(client)
        case .createdClient(let created): ReportJSON.text(created)
        case .clients(let clients): ReportJSON.text(clients)
        case .registrationToken(let made): ReportJSON.text(made)
        case .user(let user): ReportJSON.text(user)
        case .createdUser(let created): ReportJSON.text(created)
        case .users(let users): ReportJSON.text(users)
        case .standingPolicy(let standing): ReportJSON.text(standing)
        case .grants(let list): ReportJSON.text(list)
        case .withdrawn(let access): ReportJSON.text(access)
        case .keys(let keys), .rotated(let keys): ReportJSON.text(keys)
        case .inspection(let inspection): ReportJSON.text(inspection)
        case .revoked(let revocation): ReportJSON.text(revocation)
        case .refused(let refusal): ReportJSON.text(refusal)
        }
    }
}
