package import GatehouseControl
import Synchronization

/// Says to probes how far the server is.
package final class ReadinessBoard: HealthReporting {
    /// What a server waits for that is to be reached, and what it waits for whose store does not work.
    private static let (listener, storage) = ("listener", "storage")

    private let state = Mutex<Readiness>(.waiting(for: [listener]))
    private let isStorageWorking: @Sendable () -> Bool

    /// Begins before the public listener stands; the closure is asked for every probe.
    package init(isStorageWorking: @escaping @Sendable () -> Bool = { true }) {
        self.isStorageWorking = isStorageWorking
    }

    /// The state at this moment.
    package func readiness() -> Readiness {
        let state = state.withLock { $0 }
        let missing = isStorageWorking() ? [] : [Self.storage]
        switch state {
        case .draining: return .draining
        case .ready: return missing.isEmpty ? .ready : .waiting(for: missing)
        case .waiting(let parts): return .waiting(for: parts + missing)
        }
    }

    /// Requests are welcome, unless the server is on its way out.
    package func becomeReady() {
        state.withLock { state in
            if state != .draining { state = .ready }
        }
    }

    /// Requests should go elsewhere from now on.
    package func beginDraining() {
        state.withLock { $0 = .draining }
    }
}
