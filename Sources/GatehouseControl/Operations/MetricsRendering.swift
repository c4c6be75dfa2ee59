/// Renders the metrics of this process.
package protocol MetricsRendering: Sendable {
    /// The Prometheus text exposition format, version 0.0.4.
    func render() async -> String
}
