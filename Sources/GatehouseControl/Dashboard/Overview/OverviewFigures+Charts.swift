import GatehousePolicy

extension OverviewFigures {
    static func stats(_ traffic: TrafficOverview) -> [Stat] {
        let total = traffic.total
        let refused = traffic.buckets.map { bucket in
            bucket.total > 0 ? Double(bucket.refused) / Double(bucket.total) : nil
        }
        let p99 = traffic.latency.p99.map { Figures.durationParts($0) }
        return [
            Stat(
                name: "Requests",
                value: Figures.count(total.total),
                unit: nil,
                spark: Sparkline(traffic.buckets.map { Double($0.total) }),
                isRefusal: false,
                note: pace(traffic)
            ),
            Stat(
                name: "Refused",
                value: total.total == 0 ? "none" : Figures.percent(total.refused, of: total.total),
                unit: total.total == 0 ? nil : "%",
                spark: Sparkline(refused),
                isRefusal: true,
                note: former(traffic)
            ),
            Stat(
                name: "Time to answer, p99",
                value: p99?.value ?? "none",
                unit: p99?.unit,
                spark: Sparkline(traffic.latencies.map { $0.p99.map(Double.init) }),
                isRefusal: false,
                note: traffic.latency.p50.map { "median \(Figures.duration($0))" } ?? "no requests"
            ),
            Stat(
                name: "Tokens issued",
                value: Figures.count(traffic.issued.reduce(0) { $0 + $1.count }),
                unit: nil,
                spark: Sparkline(traffic.issuedBuckets.map(Double.init)),
                isRefusal: false,
                note: busiestGrant(traffic)
            ),
        ]
    }

    static func requests(_ traffic: TrafficOverview) -> BarChart {
        BarChart(
            traffic.buckets.map { TrafficBar(permitted: Double($0.permitted), refused: Double($0.refused)) },
            along: ChartTime.labels(traffic.span, start: traffic.start),
            label: requestsLabel(traffic)
        )
    }

    static func latency(_ traffic: TrafficOverview) -> LineChart {
        let milliseconds: (Int64?) -> Double? = { value in value.map { Double($0) / 1_000 } }
        let all = traffic.latencies
        return LineChart(
            low: all.map { milliseconds($0.p50) },
            middle: all.map { milliseconds($0.p95) },
            high: all.map { milliseconds($0.p99) },
            along: ChartTime.labels(traffic.span, start: traffic.start),
            label: latencyLabel(traffic),
            value: { value in Figures.duration(Int64((value * 1_000).rounded())) }
        )
    }

    private static func latencyLabel(_ traffic: TrafficOverview) -> String {
        var parts: [String] = []
        if let p50 = traffic.latency.p50 { parts.append("median \(Figures.duration(p50))") }
        if let p95 = traffic.latency.p95 { parts.append("95th percentile \(Figures.duration(p95))") }
        if let most = traffic.latencies.compactMap(\.p99).max() {
            parts.append("99th percentile at most \(Figures.duration(most))")
        }
        let finding = parts.isEmpty ? "no requests" : parts.joined(separator: ", ")
        return "Time to answer in \(traffic.span.spanWords): \(finding)."
    }

    private static func busiestGrant(_ traffic: TrafficOverview) -> String {
        guard let busiest = traffic.issued.max(by: { $0.count < $1.count }) else { return "none in this time" }
        return "most by \(GrantWords.inSentence(busiest.name))"
    }

    /// The bucket before the one that fills now is the newest that is whole.
    private static func pace(_ traffic: TrafficOverview) -> String {
        guard traffic.buckets.count > 1, let last = traffic.buckets.dropLast().last else { return "none yet" }
        let pace = Figures.pace(last.total, seconds: traffic.span.bucketSeconds)
        return pace == "none" ? "none lately" : pace + " lately"
    }

    private static func former(_ traffic: TrafficOverview) -> String {
        guard let former = traffic.former, former.total > 0 else {
            return "nothing known of \(traffic.span.formerWords)"
        }
        return "\(Figures.percent(former.refused, of: former.total)) % \(traffic.span.formerWords)"
    }

    private static func requestsLabel(_ traffic: TrafficOverview) -> String {
        let totals = traffic.buckets.map(\.total)
        guard traffic.total.total > 0, let most = totals.max(), let least = totals.min() else {
            return "Requests in \(traffic.span.spanWords): none."
        }
        let share = Figures.percent(traffic.total.refused, of: traffic.total.total)
        return """
            Requests in each \(traffic.span.bucketWords) of \(traffic.span.spanWords): between \(Figures.count(least)) \
            and \(Figures.count(most)), \(Figures.count(traffic.total.total)) in all. \(share) percent were refused.
            """
    }
}
