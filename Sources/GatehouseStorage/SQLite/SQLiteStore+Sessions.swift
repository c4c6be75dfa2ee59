package import GatehouseOAuth

extension SQLiteStore: SessionStore {
    package func session(_ digest: [UInt8], at now: Int64) async throws(StorageError) -> SignedIn? {
        try readAtOnce { try SessionRow.fetch(digest, at: now, in: $0) }
    }

    package func sessions(of user: UserID, at now: Int64) async throws(StorageError) -> [Session] {
        try await read { try SessionRow.fetch(of: user, at: now, in: $0) }
    }

    package func begin(
        _ session: Session,
        digest: [UInt8],
        ending former: [UInt8]?,
        audit: AuditEvent
    ) async throws(StorageError) {
        try await write { database in
            if let former {
                try SessionRow.delete(former, unless: session.id, in: database)
            }
            try SessionRow.replace(session, digest: digest, in: database)
            try GrantRow.keep(session: session.id, until: session.expiresAt, in: database)
            try AuditRow.insert(audit, in: database)
        }
    }

    package func end(_ id: String, of user: UserID, audit: AuditEvent) async throws(StorageError) -> Bool {
        try await write { database in
            guard try SessionRow.delete(id, of: user, in: database) else { return false }
            try AuditRow.insert(audit, in: database)
            return true
        }
    }

    package func endAll(
        of user: UserID,
        except kept: String?,
        audit: AuditEvent
    ) async throws(StorageError) -> [String] {
        try await write { database in
            let ended = try SessionRow.deleteAll(of: user, except: kept, in: database)
            if !ended.isEmpty {
                try AuditRow.insert(audit, in: database)
            }
            return ended
        }
    }

    package func clients(inSession id: String) async throws(StorageError) -> [ClientID] {
        try await read { try GrantRow.clients(inSession: id, in: $0) }
    }

    package func purgeSessions(before now: Int64) async throws(StorageError) {
        try await purge { try Purge.sessions(before: now, in: $0) }
    }
}
