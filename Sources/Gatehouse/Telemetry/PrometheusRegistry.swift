package import CoreMetrics
import Synchronization

/// Keeps the metrics that the control plane reports through swift-metrics.
///
/// The proxy's counters are not here: they are summed from its loops at each scrape.
package final class PrometheusRegistry: MetricsFactory {
    private enum Series {
        case counter(PrometheusCounter)
        case gauge(PrometheusGauge)
        case histogram(PrometheusHistogram)

        var object: AnyObject {
            switch self {
            case .counter(let counter): counter
            case .gauge(let gauge): gauge
            case .histogram(let histogram): histogram
            }
        }
    }

    private struct Family {
        let kind: PrometheusText.Kind
        var series: [PrometheusLabels: Series] = [:]
    }

    /// Label values must not come from outside; if they do after all, memory stays bounded.
    static let maximumSeries = 1_000
    /// Upper bounds in seconds, after Prometheus's own default.
    static let durationBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
    static let valueBounds = [1.0, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

    private let families = Mutex<[String: Family]>([:])
    private let help: [String: String]

    /// Creates an empty registry.
    /// - Parameter help: One sentence for each metric, by its dotted name.
    package init(help: [String: String] = [:]) {
        var byName: [String: String] = [:]
        for (name, sentence) in help { byName[PrometheusName.metric(name)] = sentence }
        self.help = byName
    }

    /// Finds or makes a counter.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    /// Finds or makes a counter of fractions.
    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    /// Finds or makes a gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    /// Finds or makes a histogram, or a gauge if values are not to be aggregated.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return gauge(label, dimensions) }
        return histogram(PrometheusName.metric(label), dimensions, bounds: Self.valueBounds)
    }

    /// Finds or makes a histogram of seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(PrometheusName.metric(label) + "_seconds", dimensions, bounds: Self.durationBounds)
    }

    /// Forgets a counter.
    package func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    /// Forgets a counter of fractions.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }
    /// Forgets a gauge.
    package func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    /// Forgets a recorder.
    package func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    /// Forgets a timer.
    package func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    /// Writes every family, sorted by name.
    package func write(to text: inout PrometheusText) {
        let snapshot = families.withLock { $0 }
        for (name, family) in snapshot.sorted(by: { $0.key < $1.key }) where !family.series.isEmpty {
            text.family(name, family.kind, help: help[name] ?? help[Self.base(name)] ?? name)
            for (labels, series) in family.series.sorted(by: { $0.key.description < $1.key.description }) {
                Self.write(series, name: name, labels: labels, to: &text)
            }
        }
    }

    private static func write(
        _ series: Series,
        name: String,
        labels: PrometheusLabels,
        to text: inout PrometheusText
    ) {
        switch series {
        case .counter(let counter): text.sample(name, labels, counter.value)
        case .gauge(let gauge): text.sample(name, labels, gauge.value)
        case .histogram(let histogram):
            let state = histogram.state
            text.histogram(name, labels, bounds: histogram.bounds, counts: state.counts, sum: state.sum)
        }
    }

    func counter(_ label: String, _ dimensions: [(String, String)]) -> PrometheusCounter {
        let name = PrometheusName.metric(label)
        let full = name.hasSuffix("_total") ? name : name + "_total"
        let found = series(full, .counter, dimensions) { .counter(PrometheusCounter()) }
        guard case .counter(let counter) = found else { return PrometheusCounter() }
        return counter
    }

    func gauge(_ label: String, _ dimensions: [(String, String)]) -> PrometheusGauge {
        let found = series(PrometheusName.metric(label), .gauge, dimensions) { .gauge(PrometheusGauge()) }
        guard case .gauge(let gauge) = found else { return PrometheusGauge() }
        return gauge
    }

    func histogram(
        _ name: String,
        _ dimensions: [(String, String)],
        bounds: [Double]
    ) -> PrometheusHistogram {
        let found = series(name, .histogram, dimensions) { .histogram(PrometheusHistogram(bounds: bounds)) }
        guard case .histogram(let histogram) = found else { return PrometheusHistogram(bounds: bounds) }
        return histogram
    }

    /// The series of that name; nil, so that nothing is exported, if the name is taken by another kind or is full.
    private func series(
        _ name: String,
        _ kind: PrometheusText.Kind,
        _ dimensions: [(String, String)],
        make: () -> Series
    ) -> Series? {
        let labels = PrometheusLabels(dimensions.sorted { $0.0 < $1.0 })
        return families.withLock { families in
            var family = families[name] ?? Family(kind: kind)
            guard family.kind == kind else { return nil }
            if let known = family.series[labels] { return known }
            guard family.series.count < Self.maximumSeries else { return nil }
            let made = make()
            family.series[labels] = made
            families[name] = family
            return made
        }
    }

    private func forget(_ handler: AnyObject) {
        families.withLock { families in
            for (name, family) in families {
                families[name]?.series = family.series.filter { $0.value.object !== handler }
            }
        }
    }

    private static func base(_ name: String) -> String {
        for suffix in ["_total", "_seconds"] where name.hasSuffix(suffix) { return String(name.dropLast(suffix.count)) }
        return name
    }
}
