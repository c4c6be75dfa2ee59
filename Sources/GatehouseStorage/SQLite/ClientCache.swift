import GatehouseOAuth
import Synchronization

/// Keeps the clients that ask for tokens in memory; what this store writes is dropped from it before the answer.
///
/// One process holds the database (`gatehouse.lock`), so its own writes are all the writes there are.
final class ClientCache: Sendable {
    /// What the cache knows of a client.
    enum Finding: Sendable {
        case found(Client)
        /// The database has none of that id.
        case unknown
        /// Not here. The ticket lets the one who reads it from the database keep it, unless something changed since.
        case missing(ticket: UInt64)
    }

    private struct State {
        // Two ages: what was used lately, and before. When the young fill their half, the old are dropped.
        var young: [ClientID: Client] = [:]
        var old: [ClientID: Client] = [:]
        // Ids of no client, in two ages as well. Apart, so that who invents ids evicts no client.
        var unknown: Set<ClientID> = []
        var formerlyUnknown: Set<ClientID> = []
        var changes: UInt64 = 0
    }

    private let state = Mutex(State())
    private let halfCapacity: Int
    private let halfUnknownCapacity: Int

    init(capacity: Int, unknownCapacity: Int = 1_024) {
        halfCapacity = max(capacity / 2, 1)
        halfUnknownCapacity = max(unknownCapacity / 2, 1)
    }

    /// How many clients are in memory.
    var count: Int {
        state.withLock { $0.young.count + $0.old.count }
    }

    /// How many ids of no client are in memory.
    var unknownCount: Int {
        state.withLock { $0.unknown.count + $0.formerlyUnknown.count }
    }

    /// Looks the client up.
    func find(_ id: ClientID) -> Finding {
        state.withLock { state in
            if let client = state.young[id] {
                return .found(client)
            }
            if let client = state.old.removeValue(forKey: id) {
                insert(client, into: &state)
                return .found(client)
            }
            let isUnknown = state.unknown.contains(id) || state.formerlyUnknown.contains(id)
            return isUnknown ? .unknown : .missing(ticket: state.changes)
        }
    }

    /// Keeps a client that was read after `ticket` was given out; does nothing if a write ended in between.
    func keep(_ client: Client, ticket: UInt64) {
        state.withLock { state in
            guard state.changes == ticket else { return }
            insert(client, into: &state)
        }
    }

    /// Keeps that there was no client of that id after `ticket` was given out, unless a write ended in between.
    func keepUnknown(_ id: ClientID, ticket: UInt64) {
        state.withLock { state in
            guard state.changes == ticket else { return }
            if state.unknown.count >= halfUnknownCapacity {
                state.formerlyUnknown = state.unknown
                state.unknown.removeAll()
            }
            state.unknown.insert(id)
        }
    }

    /// Drops clients that a write touched, also that there was none.
    func forget(_ ids: some Sequence<ClientID>) {
        state.withLock { state in
            state.changes &+= 1
            for id in ids {
                state.young[id] = nil
                state.old[id] = nil
                state.unknown.remove(id)
                state.formerlyUnknown.remove(id)
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
