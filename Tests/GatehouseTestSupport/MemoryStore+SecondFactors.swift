package import GatehouseOAuth

extension MemoryStore {
    package func setSecondFactor(
        _ factor: SecondFactor?,
        recoveryDigests: [[UInt8]],
        of id: UserID,
        audit: AuditEvent
    ) async throws(StorageError) -> UserChange {
        try transaction { state throws(StorageError) in
            guard let user = state.people.users[id] else { return .unknown }
            guard factor != nil || user.secondFactor != nil else { return .unchanged }
            let digests = Set(factor == nil ? [] : recoveryDigests)
            for digest in digests {
                try MemoryStore.check(digest: digest)
            }
            state.people.users[id]?.secondFactor = factor
            state.people.recoveryDigests[id] = digests
            state.record(audit)
            return .changed
        }
    }

    package func useStep(_ step: Int64, of id: UserID) async throws(StorageError) -> SecondFactorUse {
        try transaction { state throws(StorageError) in
            guard let factor = state.people.users[id]?.secondFactor, factor.lastStep ?? .min < step else {
                return .refused
            }
            state.people.users[id]?.secondFactor?.lastStep = step
            return .accepted
        }
    }

    package func useRecoveryCode(
        _ digest: [UInt8],
        of id: UserID,
        audit: AuditEvent
    ) async throws(StorageError) -> SecondFactorUse {
        try transaction { state throws(StorageError) in
            guard state.people.recoveryDigests[id]?.remove(digest) != nil else { return .refused }
            state.record(audit)
            return .accepted
        }
    }
}
