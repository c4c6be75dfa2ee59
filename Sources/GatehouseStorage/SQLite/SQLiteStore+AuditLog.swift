package import GatehouseOAuth

extension SQLiteStore: AuditLog {
    package func auditEvents(before: Int64?, limit: Int) async throws(StorageError) -> [RecordedAuditEvent] {
        try await read { try AuditRow.fetch(before: before, limit: limit, in: $0) }
    }

    package func purgeAudit(before instant: Int64) async throws(StorageError) {
        try await purge { try Purge.audit(before: instant, in: $0) }
    }
}
