package import GatehouseOAuth

extension SQLiteStore: LogoutStore {
    package func enqueue(_ deliveries: [LogoutDelivery]) async throws(StorageError) {
        try await write { database in
            for delivery in deliveries {
                try LogoutDeliveryRow.insert(delivery, in: database)
            }
        }
    }

    package func dueDeliveries(at now: Int64, limit: Int) async throws(StorageError) -> [LogoutDelivery] {
        try await read { try LogoutDeliveryRow.fetch(dueAt: now, limit: limit, in: $0) }
    }

    package func finish(_ sequence: Int64, audit: AuditEvent?) async throws(StorageError) {
        try await write { database in
            guard try LogoutDeliveryRow.delete(sequence, in: database), let audit else { return }
            try AuditRow.insert(audit, in: database)
        }
    }

    package func postpone(_ sequence: Int64, until dueAt: Int64) async throws(StorageError) {
        try await write { try LogoutDeliveryRow.postpone(sequence, until: dueAt, in: $0) }
    }
}
