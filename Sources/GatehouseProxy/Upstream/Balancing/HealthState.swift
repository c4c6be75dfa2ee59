import GatehousePolicy

/// Tells from the answers to an endpoint's health checks whether it is well; it is until they say otherwise.
struct HealthState: Equatable {
    private(set) var isHealthy = true
    /// Answers in a row that speak against that.
    private var contrary: Int64 = 0

    init() {}

    /// Takes one answer; the new state if it has changed.
    mutating func checked(isGood: Bool, _ settings: UpstreamOptions.HealthCheck) -> Bool? {
        guard isGood != isHealthy else {
            contrary = 0
            return nil
        }
        contrary += 1
        guard contrary >= (isHealthy ? settings.unhealthyAfter : settings.healthyAfter) else { return nil }
        contrary = 0
        isHealthy = isGood
        return isHealthy
    }
}
