package import GatehouseOAuth

extension SQLiteStore {
    package func setSecondFactor(
        _ factor: SecondFactor?,
        recoveryDigests: [[UInt8]],
        of id: UserID,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try await write { database in
            guard try UserRow.exists(id, in: database) else { return .unknown }
            let hadOne = try SecondFactorRow.delete(of: id, in: database)
            guard factor != nil || hadOne else { return .unchanged }
            if let factor {
                try SecondFactorRow.insert(factor, recoveryDigests: recoveryDigests, of: id, in: database)
            }
            try AuditRow.insert(audit, in: database)
            return .changed
        }
    }

    package func useStep(_ step: Int64, of id: UserID) async throws(StorageError) -> SecondFactorUse {
        try await write { try SecondFactorRow.use(step, of: id, in: $0) ? .accepted : .refused }
    }

    package func useRecoveryCode(
        _ digest: [UInt8],
        of id: UserID,
        audit: AuditEvent
    ) async throws(StorageError) -> SecondFactorUse {
        try await write { database in
            guard try SecondFactorRow.useRecoveryCode(digest, of: id, in: database) else { return .refused }
            try AuditRow.insert(audit, in: database)
            return .accepted
        }
    }
}
