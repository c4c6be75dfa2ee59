package import GatehouseControl
import Synchronization

/// Says to probes how far the server is.
package final class ReadinessBoard: HealthReporting {
    private let state: Mutex<Readiness>

    /// Begins before the public listener stands.
    package init() {
        state = Mutex(.waiting(for: ["listener"]))
    }

    /// The state at this moment.
    package func readiness() -> Readiness {
        state.withLock { $0 }
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
