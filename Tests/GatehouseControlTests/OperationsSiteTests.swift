import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GatehouseControl

@Suite("Operations")
struct OperationsSiteTests {
    @Test func theProcessLivesEvenWhenItIsNotReady() async throws {
        let answer = try await execute("/healthz", state: .waiting(for: ["store"]))

        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        #expect(answer.headers[.cacheControl] == "no-store")
        #expect(String(buffer: answer.body) == "{\"status\":\"ok\"}\n")
    }

    @Test(arguments: [
        (Readiness.ready, HTTPResponse.Status.ok, #"{"status":"ready"}"#),
        (.draining, .serviceUnavailable, #"{"status":"draining"}"#),
        (
            .waiting(for: ["policies", "keys"]), .serviceUnavailable,
            #"{"status":"waiting","waiting_for":["policies","keys"]}"#
        ),
    ])
    func readinessSaysWhatIsMissing(state: Readiness, status: HTTPResponse.Status, body: String) async throws {
        let answer = try await execute("/readyz", state: state)

        #expect(answer.status == status)
        #expect(String(buffer: answer.body) == body + "\n")
    }

    @Test func metricsArePrometheusText() async throws {
        let answer = try await execute("/metrics")

        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(String(buffer: answer.body) == "# TYPE up gauge\nup 1\n")
    }

    @Test func theOperationsListenerAnswersUnderAnyNameAndNothingElse() async throws {
        #expect(try await execute("/healthz", authority: "10.1.2.3:9000").status == .ok)
        #expect(try await execute("/").status == .notFound)
        #expect(try await execute("/oauth2/token", method: .post).status == .notFound)
    }

    private func execute(
        _ path: String,
        method: HTTPRequest.Method = .get,
        state: Readiness = .ready,
        authority: String = "localhost"
    ) async throws -> CollectedResponse {
        let site = ControlApplication.operationsSite(
            health: HealthController(health: FixedHealth(state: state)),
            metrics: MetricsController(metrics: FixedMetrics())
        )
        return try await site.answer(path, method: method, authority: authority)
    }
}
