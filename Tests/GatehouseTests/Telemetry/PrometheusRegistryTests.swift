import Testing

@testable import Gatehouse

struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry(help: ["oauth.token.issued": "Tokens issued, by grant."])

    @Test func aCounterIsWrittenWithHelpTypeAndSortedLabels() {
        registry.counter("oauth.token.issued", [("grant", "client_credentials"), ("client", "a")]).increment(by: 2.0)
        registry.counter("oauth.token.issued", [("client", "a"), ("grant", "client_credentials")]).increment(by: 1.0)
        #expect(
            text == """
                # HELP oauth_token_issued_total Tokens issued, by grant.
                # TYPE oauth_token_issued_total counter
                oauth_token_issued_total{client="a",grant="client_credentials"} 3

                """
        )
    }

    @Test func labelValuesCannotBreakTheFormat() {
        registry.counter("c", [("l", "a\"b\\c\nd")]).increment(by: 1.0)
        #expect(text.contains(#"c_total{l="a\"b\\c\nd"} 1"#))
    }

    @Test func namesAreMadeFitForPrometheus() {
        registry.gauge("9 lives-and.dots", [("the label:", "x")]).set(1.5)
        #expect(text.contains(#"_9_lives_and_dots{the_label_="x"} 1.5"#))
    }

    @Test func aHistogramHasCumulativeBuckets() {
        let histogram = registry.histogram("h_seconds", [("a", "b")], bounds: [0.1, 1])
        for nanoseconds: Int64 in [50_000_000, 100_000_000, 500_000_000, 5_000_000_000] {
            histogram.recordNanoseconds(nanoseconds)
        }
        #expect(
            text == """
                # HELP h_seconds h_seconds
                # TYPE h_seconds histogram
                h_seconds_bucket{a="b",le="0.1"} 2
                h_seconds_bucket{a="b",le="1"} 3
                h_seconds_bucket{a="b",le="+Inf"} 4
                h_seconds_sum{a="b"} 5.65
                h_seconds_count{a="b"} 4

                """
        )
    }

    @Test func countersNeverGoDown() {
        let counter = registry.counter("c", [])
        counter.increment(by: 5.0)
        counter.increment(by: -3.0)
        #expect(text.contains("c_total 5\n"))
    }

    @Test func aNameOfAnotherKindIsNotExportedTwice() {
        registry.gauge("x_total", []).set(1.0)
        registry.counter("x", []).increment(by: 7.0)
        #expect(text == "# HELP x_total x_total\n# TYPE x_total gauge\nx_total 1\n")
    }

    @Test func labelsFromOutsideCannotFillTheMemory() {
        for number in 0..<(PrometheusRegistry.maximumSeries + 50) {
            registry.counter("c", [("n", "\(number)")]).increment(by: 1.0)
        }
        let samples = text.split(separator: "\n").filter { $0.hasPrefix("c_total{") }
        #expect(samples.count == PrometheusRegistry.maximumSeries)
    }

    @Test func manyThreadsLoseNoCount() async {
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask {
                    for _ in 0..<1_000 { registry.counter("c", [("a", "b")]).increment(by: 1.0) }
                }
            }
        }
        #expect(text.contains(#"c_total{a="b"} 8000"#))
    }

    @Test(arguments: [
        (Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (3, "3"), (0.25, "0.25"), (1e300, "1e+300"),
    ])
    func numbersAreWrittenAsPrometheusReadsThem(_ value: Double, _ written: String) {
        #expect(PrometheusText.number(value) == written)
    }

    private var text: String {
        var text = PrometheusText()
        registry.write(to: &text)
        return text.text
    }
}
