package import GatehouseOAuth
import Synchronization

/// A store without a disk: every port, with the rules that the schema of the real one keeps.
package final class MemoryStore: Sendable {
    struct State {
        var clients: [ClientID: Client] = [:]
        var keys: [StoredKey] = []
        var revocations: [RevocationRecord] = []
        var settings: ServerSettings?
        var events: [RecordedAuditEvent] = []
        var failure: StorageError?

        mutating func record(_ event: AuditEvent) {
            events.append(RecordedAuditEvent(sequence: Int64(events.count) + 1, event: event))
        }
    }

    private let state: Mutex<State>

    /// Makes a store that holds `clients` and `keys`, without any audit event.
    package init(clients: [Client] = [], keys: [StoredKey] = []) {
        var initial = State()
        initial.keys = keys
        for client in clients {
            initial.clients[client.id] = client
        }
        state = Mutex(initial)
    }

    /// Makes every later call fail with `failure`, or work again with nil.
    package func fail(with failure: StorageError?) {
        state.withLock { $0.failure = failure }
    }

    /// Runs one verb as a transaction: what a throwing body did is undone.
    func transaction<Value>(_ body: (inout State) throws(StorageError) -> Value) throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = state.withLock { state in
            if let failure = state.failure {
                return .failure(failure)
            }
            var changed = state
            do throws(StorageError) {
                let value = try body(&changed)
                state = changed
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Changes the state outside any transaction, as `noteSecretUse` may.
    func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }
}

extension MemoryStore: AuditLog {
    package func auditEvents(before: Int64?, limit: Int) async throws(StorageError) -> [RecordedAuditEvent] {
        try transaction { state throws(StorageError) in
            Array(state.events.reversed().filter { $0.sequence < before ?? .max }.prefix(max(limit, 0)))
        }
    }
}
