/// An audit event with its place in the log.
package struct RecordedAuditEvent: Sendable, Equatable {
    /// Ascending in the order of recording, without meaning otherwise.
    package let sequence: Int64
    /// What happened.
    package let event: AuditEvent

    package init(sequence: Int64, event: AuditEvent) {
        self.sequence = sequence
        self.event = event
    }
}

/// Reads and shortens the audit log; it is written only together with what it records.
package protocol AuditLog: Sendable {
    /// At most `limit` events, newest first, those with a sequence below `before`.
    func auditEvents(before: Int64?, limit: Int) async throws(StorageError) -> [RecordedAuditEvent]

    /// Removes the events of before `instant`; no later event gets their sequences.
    func purgeAudit(before instant: Int64) async throws(StorageError)
}
