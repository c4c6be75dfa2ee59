package import GatehouseOAuth

extension SQLiteStore: AuditLog {
    package func auditEvents(before: Int64?, limit: Int) async throws(StorageError) -> [RecordedAuditEvent] {
        try await read { try AuditRow.fetch(before: before, limit: limit, in: $0) }
    }
}
