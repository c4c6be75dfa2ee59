import GatehouseJOSE
import GatehouseProxy

/// Writes the proxy's counters as Prometheus metrics.
enum ProxyExposition {
    static func write(_ sample: ProxyMetricsSample, to text: inout PrometheusText) {
        writeDecisions(sample.totals, to: &text)
        writeAnswers(sample.totals, to: &text)
        writeDurations(sample.totals, to: &text)
        writeConnections(sample, to: &text)
        writeUpstream(sample, to: &text)
        writeEndpoints(sample, to: &text)
        writeTokens(sample, to: &text)
        writeSecurity(sample, to: &text)
        writeProxyHeaders(sample, to: &text)
    }

    private static func writeProxyHeaders(_ sample: ProxyMetricsSample, to text: inout PrometheusText) {
        guard !sample.proxyHeaders.isEmpty else { return }
        let name = "gatehouse_proxy_protocol_connections_total"
        text.family(name, .counter, help: "Connections that were to begin with a PROXY header, by what became of them.")
        for result in ProxyHeaderResult.allCases {
            text.sample(name, [("result", result.rawValue)], sample.proxyHeaders[result] ?? 0)
        }
    }

    private static func writeSecurity(_ sample: ProxyMetricsSample, to text: inout PrometheusText) {
        if !sample.certificates.isEmpty {
            let handshakes = "gatehouse_tls_handshakes_total"
            text.family(handshakes, .counter, help: "TLS handshakes with clients, by how they ended.")
            for result in HandshakeResult.allCases {
                text.sample(handshakes, [("result", result.rawValue)], sample.handshakes[result] ?? 0)
            }
        }
        var ends = sample.certificates.map { ($0.name, $0.expiresAt) }
        // One file may serve for both.
        if let shown = sample.upstreamCertificate, !ends.contains(where: { $0.0.hasSameBytes(as: shown.name) }) {
            ends.append((shown.name, shown.expiresAt))
        }
        guard !ends.isEmpty else { return }
        let name = "gatehouse_tls_certificate_expires_seconds"
        text.family(name, .gauge, help: "When the certificate is good no more, in Unix seconds.")
        for (certificate, end) in ends { text.sample(name, [("certificate", certificate)], end) }
    }

    private static func writeDecisions(_ totals: ProxyTotals, to text: inout PrometheusText) {
        let name = "gatehouse_policy_decisions_total"
        text.family(name, .counter, help: "Requests by application, route and decision.")
        let sorted = totals.decisions.sorted { left, right in
            (left.key.application, left.key.route, left.key.reason.rawValue)
                < (right.key.application, right.key.route, right.key.reason.rawValue)
        }
        for (key, count) in sorted {
            let labels: PrometheusLabels = [
                ("application", key.application), ("route", key.route),
                ("decision", key.reason.isPermit ? "permit" : "deny"), ("reason", key.reason.name),
            ]
            text.sample(name, labels, count)
        }
    }

    private static func writeAnswers(_ totals: ProxyTotals, to text: inout PrometheusText) {
        let name = "gatehouse_answers_total"
        text.family(name, .counter, help: "Answers by application and class of status; none if the client got none.")
        let sorted = totals.statuses.sorted { left, right in
            (left.key.application, left.key.statusClass) < (right.key.application, right.key.statusClass)
        }
        for (key, count) in sorted {
            let status = key.statusClass == 0 ? "none" : "\(key.statusClass)xx"
            text.sample(name, [("application", key.application), ("status", status)], count)
        }
    }

    private static func writeDurations(_ totals: ProxyTotals, to text: inout PrometheusText) {
        let name = "http_server_request_duration_seconds"
        text.family(name, .histogram, help: "From the complete request head to the last byte of the answer.")
        let bounds = LatencyHistogram.bounds.map { Double($0) / 1_000_000 }
        for (application, histogram) in totals.durations.sorted(by: { $0.key < $1.key }) {
            text.histogram(
                name,
                [("application", application)],
                bounds: bounds,
                counts: histogram.counts,
                sum: Double(histogram.sum) / 1_000_000
            )
        }
    }

    private static func writeConnections(_ sample: ProxyMetricsSample, to text: inout PrometheusText) {
        gauge("http_server_active_requests", "Requests in progress.", sample.activeRequests, to: &text)
        gauge("gatehouse_client_connections", "Open connections of clients.", sample.clientConnections, to: &text)
        gauge("gatehouse_websockets", "Open WebSockets.", sample.webSockets, to: &text)
        let generation = sample.generation == .max ? 0 : Int(clamping: sample.generation)
        gauge("gatehouse_snapshot_generation", "The policy and key generation in force.", generation, to: &text)
    }

    private static func writeUpstream(_ sample: ProxyMetricsSample, to text: inout PrometheusText) {
        let name = "gatehouse_upstream_connections"
        text.family(name, .gauge, help: "Open connections to upstreams.")
        let idle = sample.idleUpstreamConnections
        text.sample(name, [("state", "busy")], Int64(max(0, sample.upstreamConnections - idle)))
        text.sample(name, [("state", "idle")], Int64(idle))
        counter("gatehouse_upstream_connects_total", "Connections opened.", sample.upstreamConnects, to: &text)
        let failures = "gatehouse_upstream_failures_total"
        text.family(failures, .counter, help: "Requests that an upstream failed, by kind.")
        for (kind, count) in sample.upstreamFailures.sorted(by: { $0.key < $1.key }) {
            text.sample(failures, [("kind", kind)], count)
        }
    }

    private static func writeEndpoints(_ sample: ProxyMetricsSample, to text: inout PrometheusText) {
        let sorted = sample.upstreams.sorted { ($0.application, $0.upstream) < ($1.application, $1.upstream) }
        let healthy = "gatehouse_upstream_healthy"
        text.family(healthy, .gauge, help: "Whether an endpoint of an application gets requests.")
        for endpoint in sorted {
            let labels: PrometheusLabels = [("application", endpoint.application), ("upstream", endpoint.upstream)]
            text.sample(healthy, labels, endpoint.isHealthy ? Int64(1) : 0)
        }
        let ejections = "gatehouse_upstream_ejections_total"
        text.family(ejections, .counter, help: "How often an endpoint was taken out after failures in a row.")
        for endpoint in sorted {
            let labels: PrometheusLabels = [("application", endpoint.application), ("upstream", endpoint.upstream)]
            text.sample(ejections, labels, endpoint.ejections)
        }
        let retries = "gatehouse_upstream_retries_total"
        text.family(retries, .counter, help: "Requests that were sent to an upstream again, or not for want of budget.")
        for (application, counts) in sample.retries.sorted(by: { $0.key < $1.key }) {
            text.sample(retries, [("application", application), ("result", "sent")], counts.sent)
            text.sample(retries, [("application", application), ("result", "over_budget")], counts.refused)
        }
    }

    private static func writeTokens(_ sample: ProxyMetricsSample, to text: inout PrometheusText) {
        let name = "gatehouse_token_cache_total"
        text.family(name, .counter, help: "Look-ups of verified tokens.")
        text.sample(name, [("result", "hit")], sample.tokenCacheHits)
        text.sample(name, [("result", "miss")], sample.tokenCacheMisses)
        gauge("gatehouse_revocations", "Revocations in force.", sample.revocations, to: &text)
        gauge(
            "gatehouse_revocations_folded",
            "Revocations that were widened to a whole client because the table is full.",
            sample.foldedRevocations,
            to: &text
        )
        gauge("gatehouse_dpop_proofs", "DPoP proofs remembered against replay.", sample.spentProofs, to: &text)
        counter(
            "gatehouse_dpop_proofs_refused_total",
            "DPoP proofs refused because no more can be remembered.",
            sample.unrememberedProofs,
            to: &text
        )
    }

    private static func gauge(_ name: String, _ help: String, _ value: Int, to text: inout PrometheusText) {
        text.family(name, .gauge, help: help)
        text.sample(name, [], Int64(value))
    }

    private static func counter(_ name: String, _ help: String, _ value: UInt64, to text: inout PrometheusText) {
        text.family(name, .counter, help: help)
        text.sample(name, [], value)
    }
}
