@testable import GatehouseControl

/// Reports always the same state.
struct FixedHealth: HealthReporting {
    var state = Readiness.ready

    func readiness() -> Readiness { state }
}

/// Renders always the same metrics.
struct FixedMetrics: MetricsRendering {
    var text = "# TYPE up gauge\nup 1\n"

    func render() async -> String { text }
}
