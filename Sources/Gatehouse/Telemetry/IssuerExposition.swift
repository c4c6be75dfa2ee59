import GatehouseProxy

/// Writes what is known of other issuers as Prometheus metrics.
enum IssuerExposition {
    static func write(
        _ standings: [IssuerKeeper.Standing],
        _ sample: ProxyMetricsSample?,
        to text: inout PrometheusText
    ) {
        guard !standings.isEmpty else { return }
        let fetches = "gatehouse_issuer_key_fetches_total"
        text.family(fetches, .counter, help: "Attempts to fetch the keys of other issuers, by how they ended.")
        for standing in standings {
            text.sample(fetches, [("issuer", standing.name), ("result", "success")], standing.successes)
            text.sample(fetches, [("issuer", standing.name), ("result", "failure")], standing.failures)
        }
        let age = "gatehouse_issuer_keys_fetched_seconds"
        text.family(age, .gauge, help: "When the keys in force were fetched, in Unix seconds; 0 without keys.")
        for standing in standings { text.sample(age, [("issuer", standing.name)], standing.fetchedAt ?? 0) }
        let questions = "gatehouse_introspections_total"
        text.family(questions, .counter, help: "Questions to other issuers about opaque tokens, by how they ended.")
        for standing in standings {
            let answered = standing.introspections &- standing.introspectionFailures
            text.sample(questions, [("issuer", standing.name), ("result", "answered")], answered)
            text.sample(questions, [("issuer", standing.name), ("result", "failure")], standing.introspectionFailures)
        }
        guard let counts = sample?.introspections else { return }
        let hits = "gatehouse_introspection_cache_hits_total"
        text.family(hits, .counter, help: "Requests with an opaque token about which the answer was remembered.")
        text.sample(hits, [], counts.hits)
        let overflows = "gatehouse_issuer_waits_refused_total"
        text.family(overflows, .counter, help: "Requests turned away because too many waited for other issuers.")
        text.sample(overflows, [], counts.overflows)
    }
}
