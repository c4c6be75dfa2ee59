/// A change or a security decision worth remembering: who did what when.
package struct AuditEvent: Sendable, Equatable {
    /// When, in Unix seconds.
    package let at: Int64
    /// Who: `cli`, `server`, `policy`, a client id, or the id of a person.
    package let actor: String
    /// What.
    package let kind: AuditKind

    package init(at: Int64, actor: String, kind: AuditKind) {
        self.at = at
        self.actor = actor
        self.kind = kind
    }
}

extension AuditEvent: Codable {
    private enum CodingKeys: String, CodingKey {
        case at
        case actor
        case kind
        case details
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            at: try container.decode(Int64.self, forKey: .at),
            actor: try container.decode(String.self, forKey: .actor),
            kind: AuditKind(
                name: try container.decode(String.self, forKey: .kind),
                details: try container.decode([String: String].self, forKey: .details)
            )
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(at, forKey: .at)
        try container.encode(actor, forKey: .actor)
        try container.encode(kind.name, forKey: .kind)
        try container.encode(kind.details, forKey: .details)
    }
}
