/// Says whether this process should be sent requests now.
package enum Readiness: Sendable, Equatable {
    /// Everything that a request needs is there.
    case ready
    /// Some parts are missing, at start or because they failed; the names are short and ours ("listener", "storage").
    case waiting(for: [String])
    /// The process is about to end and finishes what it has.
    case draining
}

/// Knows which parts of this process are ready.
package protocol HealthReporting: Sendable {
    /// The state at this moment; called for every probe, so it must be cheap.
    func readiness() -> Readiness
}
