import GatehouseControl
package import GatehouseProxy
import Synchronization

/// Renders everything that a Prometheus server scrapes.
package final class MetricsPage: MetricsRendering {
    private let registry: PrometheusRegistry
    private let accessLog: AccessLog?
    private let decisions: DecisionRecorder?
    private let issuers: TrustedIssuerServices?
    private let proxy = Mutex<Proxy?>(nil)

    /// Joins the control plane's registry and the counters of those who record.
    package convenience init(registry: PrometheusRegistry, accessLog: AccessLog?, decisions: DecisionRecorder? = nil) {
        self.init(registry: registry, accessLog: accessLog, decisions: decisions, issuers: nil)
    }

    /// Joins them with what is known of other issuers.
    init(
        registry: PrometheusRegistry,
        accessLog: AccessLog?,
        decisions: DecisionRecorder?,
        issuers: TrustedIssuerServices?
    ) {
        self.registry = registry
        self.accessLog = accessLog
        self.decisions = decisions
        self.issuers = issuers
    }

    /// The proxy that is asked too, if there is one yet.
    var gate: Proxy? { proxy.withLock { $0 } }

    /// Asks this proxy too from now on.
    package func attach(_ proxy: Proxy) {
        self.proxy.withLock { $0 = proxy }
    }

    /// The Prometheus text exposition format, version 0.0.4.
    package func render() async -> String {
        var text = PrometheusText()
        let sample = try? await gate?.sample()
        if let sample { ProxyExposition.write(sample, to: &text) }
        writeDropped(sample, to: &text)
        if let issuers { IssuerExposition.write(issuers.standings, sample, to: &text) }
        registry.write(to: &text)
        ProcessFacts.current().write(to: &text)
        return text.text
    }

    private func writeDropped(_ sample: ProxyMetricsSample?, to text: inout PrometheusText) {
        let name = "gatehouse_access_log_dropped_total"
        text.family(name, .counter, help: "Access log lines lost because the reader is too slow or the disk is full.")
        text.sample(name, [], accessLog?.droppedCount ?? 0)
        let lost = "gatehouse_decisions_dropped_total"
        text.family(lost, .counter, help: "Decisions lost because too many waited or the disk failed.")
        text.sample(lost, [], decisions?.droppedCount ?? 0)
        let sampled = "gatehouse_decisions_sampled_out_total"
        text.family(sampled, .counter, help: "Decisions that were counted and not kept one by one.")
        text.sample(sampled, [], decisions?.sampledOutCount ?? 0)
    }
}
