import GatehouseOAuth
import Synchronization

/// Keeps the clients that ask for tokens in memory; what this store writes is dropped from it before the answer.
///
/// One process holds the database (`gatehouse.lock`), so its own writes are all the writes there are.
final class ClientCache: Sendable {
    /// What the cache knows of a client.
    enum Finding: Sendable {
        case found(Client)
        /// Not here. The ticket lets the one who reads it from the database keep it, unless something changed since.
        case missing(ticket: UInt64)
    }

    private struct State {
        // Two ages: what was used lately, and before. When the young fill their half, the old are dropped.
        var young: [ClientID: Client] = [:]
        var old: [ClientID: Client] = [:]
        var changes: UInt64 = 0
    }

    private let state = Mutex(State())
    private let halfCapacity: Int

    init(capacity: Int) {
        halfCapacity = max(capacity / 2, 1)
    }

    /// How many clients are in memory.
    var count: Int {
        state.withLock { $0.young.count + $0.old.count }
    }

    /// Looks the client up.
    func find(_ id: ClientID) -> Finding {
        state.withLock { state in
            if let client = state.young[id] {
                return .found(client)
            }
            guard let client = state.old.removeValue(forKey: id) else {
                return .missing(ticket: state.changes)
            }
            insert(client, into: &state)
            return .found(client)
        }
    }

    /// Keeps a client that was read after `ticket` was given out; does nothing if a write ended in between.
    func keep(_ client: Client, ticket: UInt64) {
        state.withLock { state in
            guard state.changes == ticket else { return }
            insert(client, into: &state)
        }
    }

    /// Drops clients that a write touched.
    func forget(_ ids: some Sequence<ClientID>) {
        state.withLock { state in
            state.changes &+= 1
            for id in ids {
                state.young[id] = nil
                state.old[id] = nil
            }
        }
    }

    private func insert(_ client: Client, into state: inout State) {
        if state.young.count >= halfCapacity {
            state.old = state.young
            state.young.removeAll()
        }
        state.young[client.id] = client
    }
}
