import GatehouseOAuth
import Logging
import Synchronization

/// Remembers from what came of the last calls whether the file can be worked with.
final class StoreHealth: Sendable {
    private struct State {
        /// Why the last change did not reach the disk.
        var refusal: StorageError?
        /// What was found in the file that cannot be read.
        var damage: StorageError?

        var isWorking: Bool { refusal == nil && damage == nil }
    }

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Whether changes reach the disk and what was read had its form.
    var isWorking: Bool { state.withLock(\.isWorking) }

    /// Whether changes do not reach the disk.
    var isRefusing: Bool { state.withLock { $0.refusal != nil } }

    /// Whether the file was found damaged.
    var isDamaged: Bool { state.withLock { $0.damage != nil } }

    /// A change is on the disk.
    func stored() {
        change { $0.refusal = nil }
    }

    /// The whole file was read and is sound.
    func foundSound() {
        change { $0.damage = nil }
    }

    /// A write failed.
    func refused(_ error: StorageError) {
        switch error {
        case .conflict: break  // The caller's mistake: the file works.
        case .corrupt: change { $0.damage = error }
        case .unavailable, .newerVersion, .readOnly, .sealed: change { $0.refusal = error }
        }
    }

    /// A read failed.
    func unread(_ error: StorageError) {
        // Other failures, such as a reader that was cancelled, say nothing about the file.
        guard case .corrupt = error else { return }
        change { $0.damage = error }
    }

    private func change(_ body: (inout State) -> Void) {
        let (before, after) = state.withLock { state in
            let before = state
            body(&state)
            return (before, state)
        }
        if before.isWorking, let cause = after.refusal ?? after.damage {
            logger.error("database does not work", metadata: ["error": "\(cause)"])
        } else if !before.isWorking, after.isWorking {
            logger.notice("database works again")
        }
    }
}
