import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("What a policy says of upstreams")
struct UpstreamOptionsTests {
    private func application(_ settings: Item) throws -> CompiledApplication {
        try policy(Item.application.with(settings)).applications[0]
    }

    @Test func nothingIsTheUsual() throws {
        let application = try application([:])
        #expect(application.upstreamOptions == UpstreamOptions())
        #expect(application.upstreamOptions.settings.isEmpty && application.bounds.isEmpty)
        #expect(application.routes[0].bounds.isEmpty)
    }

    @Test func allOfItIsRead() throws {
        let application = try application([
            "upstream": ["http://a.test/v1", "http://b.test/v1", "https://c.test/v1"],
            "balance": "round_robin",
            "health_check": [
                "path": "/up?x=1", "interval_seconds": 5, "timeout_seconds": 1, "healthy_after": 1,
                "unhealthy_after": 4, "expect": "200-204",
            ],
            "ejection": ["consecutive_failures": 3, "base_seconds": 10, "max_seconds": 60, "max_percent": 34],
            "slow_start_seconds": 20, "concurrency": 100,
            "retries": [
                "attempts": 3, "budget_percent": 10, "min_per_second": 2, "per_try_seconds": 4, "statuses": [502, 503],
            ],
            "resolve_seconds": 5, "host_header": "api.example.com",
        ])
        #expect(application.upstreams.map(\.authority) == ["a.test", "b.test", "c.test"])
        #expect(application.upstreams.map(\.basePath) == ["/v1", "/v1", "/v1"])
        #expect(
            application.upstreamOptions.settings.map { "\($0.key): \($0.value)" } == [
                "balance: round_robin", "host_header: api.example.com",
                "health_check: GET /up?x=1 every 5 s, 200-204 within 1 s; out after 4, back after 1",
                "ejection: after 3 failures, 10 s to 60 s, at most 34 %", "slow_start_seconds: 20",
                "concurrency: 100", "retries: 3, at most 10 % or 2 a second, after 4 s, on 502 503",
                "resolve_seconds: 5",
            ]
        )
    }

    @Test func aRouteHasTheApplicationsBoundsUnlessItSaysOtherwise() throws {
        let application = try application([
            "timeouts": ["connect_seconds": 1, "response_seconds": 2, "idle_seconds": 3],
            "size_limits": ["request_bytes": 10_000_000_000],
            "routes": [
                "GET /health": "public",
                "GET /slow": [
                    "access": "public", "timeouts": ["response_seconds": 300], "size_limits": ["response_bytes": 5],
                ],
            ],
        ])
        #expect(
            application.routes.map(\.bounds.description) == [
                "connect 1 s, response 2 s, idle 3 s, request 10000000000 bytes",
                "connect 1 s, response 300 s, idle 3 s, request 10000000000 bytes, response body 5 bytes",
            ]
        )
    }

    @Test func nothingNeedBeEjected() throws {
        #expect(try application(["ejection": false]).upstreamOptions.ejection == nil)
        #expect(try application(["ejection": ["base_seconds": 900]]).upstreamOptions.ejection?.maximumSeconds == 900)
    }

    @Test(
        arguments: [
            (
                ["balance": "least_requests"],
                "'least_requests' is no choice for 'balance'; did you mean 'least_request'?"
            ),
            (
                ["health_check": ["interval_seconds": 5]],
                "'health_check' has no 'path'; write what is asked for, such as 'path: /healthz'"
            ),
            (
                ["health_check": ["path": "healthz"]],
                "'healthz' is not a path; write one as the upstream knows it, such as '/healthz'"
            ),
            (
                ["health_check": ["path": "/x", "expect": "399-200"]],
                "'399-200' is not a range of statuses; write '200-399'"
            ),
            (
                ["ejection": ["base_seconds": 60, "max_seconds": 30]],
                "'max_seconds' is less than 'base_seconds'; write at least 60"
            ),
            (["concurrency": 0], "'concurrency' is not a whole number from 1 to 1000000"),
            (["retries": ["statuses": [404]]], "a status is not a whole number from 500 to 599"),
            (["timeouts": ["read": 5]], "unknown key 'read' in 'timeouts'"),
            (["timeouts": ["response_seconds": "5s"]], "'response_seconds' is not a whole number from 1 to 86400"),
            (
                ["host_header": "a b"], "write keep, upstream or a host such as 'api.example.com'"
            ),
            (
                ["routes": ["GET /x": ["timeouts": ["response_seconds": 5]]]],
                "the requirement does not say who may call"
            ),
            (
                ["routes": ["GET /x": ["access": "public", "timeouts": ["connect_seconds": 5]]]],
                "unknown key 'connect_seconds' in 'timeouts'"
            ),
        ] as [(Item, String)]
    )
    func whatIsWrongIsToldWithAPlace(settings: Item, message: String) {
        let texts = compile(Item.application.with(settings)).diagnostics.map(\.description)
        #expect(texts.contains { $0.contains(message) && $0.hasPrefix("app.yaml:") }, "\(texts)")
    }
}
