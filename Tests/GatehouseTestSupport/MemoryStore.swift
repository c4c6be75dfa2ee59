package import GatehouseOAuth
import Synchronization

/// A store without a disk: every port, with the rules that the schema of the real one keeps.
package final class MemoryStore: Sendable {
    struct State {
        var clients: [ClientID: Client] = [:]
        var logos: [ClientID: ClientLogo] = [:]
        var keys: [StoredKey] = []
        var rootKey: Secret<[UInt8]>?
        var revocations: [RevocationRecord] = []
        var settings: ServerSettings?
        var people = People()
        var sessions: [String: HeldSession] = [:]
        var families = Families()
        var devices: [[UInt8]: HeldDevice] = [:]
        var requests = Requests()
        var applications = Applications()
        var deliveries: [LogoutDelivery] = []
        var deliveryCount: Int64 = 0
        /// By quota, what is counted by, and caller.
        var quotaUses: [[String]: QuotaUse] = [:]
        var events: [RecordedAuditEvent] = []
        private var eventCount: Int64 = 0
        var failure: StorageError?

        mutating func record(_ event: AuditEvent) {
            eventCount += 1
            events.append(RecordedAuditEvent(sequence: eventCount, event: event))
        }

        mutating func record(_ events: [AuditEvent]) {
            for event in events {
                record(event)
            }
        }
    }

    private let state: Mutex<State>

    /// Makes a store that holds `clients`, `keys` and `users`, without any audit event.
    package init(clients: [Client] = [], keys: [StoredKey] = [], users: [User] = []) {
        var initial = State()
        initial.keys = keys
        for client in clients {
            initial.clients[client.id] = client
        }
        for user in users {
            initial.people.users[user.id] = user
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

    /// The rule that the schema keeps for every digest.
    static func check(digest: [UInt8]) throws(StorageError) {
        guard digest.count == 32 else { throw .conflict }
    }
}

extension MemoryStore: AuditLog {
    package func auditEvents(before: Int64?, limit: Int) async throws(StorageError) -> [RecordedAuditEvent] {
        try transaction { state throws(StorageError) in
            Array(state.events.reversed().filter { $0.sequence < before ?? .max }.prefix(max(limit, 0)))
        }
    }

    package func purgeAudit(before instant: Int64) async throws(StorageError) {
        try transaction { state throws(StorageError) in state.events.removeAll { $0.event.at < instant } }
    }
}
