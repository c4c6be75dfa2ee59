package import GatehouseOAuth

extension AuditEvent {
    /// An event that tests recognize by `mark`.
    package static func fixture(_ mark: String = "change", at: Int64 = 1_000, actor: String = "cli") -> AuditEvent {
        AuditEvent(at: at, actor: actor, kind: .unrecognized(name: "test.\(mark)", details: ["mark": mark]))
    }
}
