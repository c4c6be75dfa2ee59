import GatehouseOAuth

extension ClientQuery {
    func isMet(by client: Client) -> Bool {
        let isNamed = text.isPart(of: [client.name, client.id.value])
        return isNamed && (application ?? client.application) == client.application
            && grant.map(client.grants.contains) ?? true && scope.map(client.scopes.contains) ?? true
            && (isDisabled ?? (client.disabledAt != nil)) == (client.disabledAt != nil)
            && (source ?? client.knownSource) == client.knownSource
            && !(leavesOutBuiltIn && client.knownSource == .builtIn)
    }

    func sorted(_ clients: [Client]) -> [Client] {
        let ascending = clients.sorted { first, second in
            switch order {
            case .name: (first.name.folded, first.id.value) < (second.name.folded, second.id.value)
            case .created: (first.createdAt, first.id.value) < (second.createdAt, second.id.value)
            case .used: (first.lastUsedAt, first.id.value) < (second.lastUsedAt, second.id.value)
            }
        }
        return isDescending ? ascending.reversed() : ascending
    }
}

extension UserQuery {
    func isMet(by user: User) -> Bool {
        let texts = [user.username.value, user.name?.value, user.email?.value].compactMap(\.self)
        return text.isPart(of: texts) && scope.map(user.assignedScopes.contains) ?? true
            && (isDisabled ?? (user.disabledAt != nil)) == (user.disabledAt != nil)
    }

    func sorted(_ users: [User]) -> [User] {
        let ascending = users.sorted { first, second in
            switch order {
            case .username: first.username.value < second.username.value
            case .created: (first.createdAt, first.username.value) < (second.createdAt, second.username.value)
            }
        }
        return isDescending ? ascending.reversed() : ascending
    }
}

extension AuditQuery {
    func isMet(by recorded: RecordedAuditEvent) -> Bool {
        let event = recorded.event
        return recorded.sequence < before ?? .max && event.at >= since ?? .min && event.at < until ?? .max
            && event.kind.name.utf8.starts(with: (kind ?? "").utf8) && (actor ?? event.actor) == event.actor
            && about.map(event.kind.subjects.contains) ?? true
    }
}

extension Client {
    fileprivate var knownSource: ClientSource { profile.source ?? .administrator }

    /// Before everything else if no secret was used.
    fileprivate var lastUsedAt: Int64 { secrets.compactMap(\.lastUsedAt).max() ?? .min }
}

extension String? {
    /// Whether it is nothing, or a part of one of the texts in any case of ASCII letters.
    fileprivate func isPart(of texts: [String]) -> Bool {
        guard let self, !self.isEmpty else { return true }
        return texts.contains { $0.folded.utf8Contains(self.folded) }
    }
}

extension String {
    /// With small ASCII letters.
    fileprivate var folded: String {
        String(decoding: utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    fileprivate func utf8Contains(_ part: String) -> Bool {
        let (bytes, wanted) = (Array(utf8), Array(part.utf8))
        guard wanted.count <= bytes.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { bytes[$0...].starts(with: wanted) }
    }
}
