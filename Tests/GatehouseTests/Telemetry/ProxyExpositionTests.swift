import Testing

@testable import Gatehouse
@testable import GatehouseProxy

struct ProxyExpositionTests {
    @Test func proofsOfPossessionAreCounted() {
        var sample = ProxyMetricsSample()
        sample.spentProofs = 7
        sample.unrememberedProofs = 3
        var text = PrometheusText()
        ProxyExposition.write(sample, to: &text)
        let page = text.text
        #expect(page.contains("# HELP gatehouse_dpop_proofs DPoP proofs remembered against replay.\n"))
        #expect(page.contains("# TYPE gatehouse_dpop_proofs gauge\ngatehouse_dpop_proofs 7\n"))
        #expect(page.contains("# TYPE gatehouse_dpop_proofs_refused_total counter\n"))
        #expect(page.contains("\ngatehouse_dpop_proofs_refused_total 3\n"))
    }
}
