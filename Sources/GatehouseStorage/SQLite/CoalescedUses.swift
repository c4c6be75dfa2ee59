import GatehouseOAuth
import Synchronization

/// Which secret of which client was used.
struct SecretUse: Hashable, Sendable {
    let client: ClientID
    let secret: String
}

/// Collects when things were last used, so that using one costs no write.
final class CoalescedUses<Key: Hashable & Sendable>: Sendable {
    private let pending = Mutex<[Key: Int64]>([:])
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Notes a use; answers whether so many wait that they should be written now.
    func note(_ key: Key, at: Int64) -> Bool {
        pending.withLock { pending in
            if let known = pending[key] {
                pending[key] = max(known, at)
            } else if pending.count < capacity {
                pending[key] = at
            }
            return pending.count >= capacity
        }
    }

    /// Hands over what waits.
    func take() -> [Key: Int64] {
        pending.withLock { pending in
            defer { pending = [:] }
            return pending
        }
    }

    /// Takes back what could not be written, as far as there is room.
    func putBack(_ uses: [Key: Int64]) {
        for (key, at) in uses {
            _ = note(key, at: at)
        }
    }
}
