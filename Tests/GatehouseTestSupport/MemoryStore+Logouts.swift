package import GatehouseOAuth

extension MemoryStore: LogoutStore {
    package func enqueue(_ deliveries: [LogoutDelivery]) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            for delivery in deliveries {
                guard state.clients[delivery.clientID] != nil else { throw .conflict }
                state.deliveryCount += 1
                var numbered = delivery
                numbered.sequence = state.deliveryCount
                state.deliveries.append(numbered)
            }
        }
    }

    package func dueDeliveries(at now: Int64, limit: Int) async throws(StorageError) -> [LogoutDelivery] {
        try transaction { state throws(StorageError) in
            let due = state.deliveries.filter { $0.dueAt <= now }
            return Array(due.sorted { ($0.dueAt, $0.sequence) < ($1.dueAt, $1.sequence) }.prefix(max(limit, 0)))
        }
    }

    package func finish(_ sequence: Int64, audit: AuditEvent?) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            let before = state.deliveries.count
            state.deliveries.removeAll { $0.sequence == sequence }
            if let audit, state.deliveries.count < before {
                state.record(audit)
            }
        }
    }

    package func postpone(_ sequence: Int64, until dueAt: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in
            for index in state.deliveries.indices where state.deliveries[index].sequence == sequence {
                state.deliveries[index].attempts += 1
                state.deliveries[index].dueAt = dueAt
            }
        }
    }
}
