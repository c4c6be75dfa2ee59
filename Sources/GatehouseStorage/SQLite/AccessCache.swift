import GatehouseOAuth
import Synchronization

/// Keeps in memory what every client may reach, until a client changes.
final class AccessCache: Sendable {
    private struct State {
        var access: [ClientAccess]?
        var changes: UInt64 = 0
    }

    private let state = Mutex(State())

    /// What is kept, and the ticket with which what is read now may be kept.
    func find() -> (access: [ClientAccess]?, ticket: UInt64) {
        state.withLock { ($0.access, $0.changes) }
    }

    /// Keeps what was read after `ticket` was given out; does nothing if a client changed in between.
    func keep(_ access: [ClientAccess], ticket: UInt64) {
        state.withLock { state in
            guard state.changes == ticket else { return }
            state.access = access
        }
    }

    /// Drops what is kept.
    func forget() {
        state.withLock { state in
            state.changes &+= 1
            state.access = nil
        }
    }
}
