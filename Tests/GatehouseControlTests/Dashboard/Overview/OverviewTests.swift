import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("The overview")
struct OverviewTests {
    let dashboard: DashboardFixture

    init() async throws {
        dashboard = try await DashboardFixture()
    }

    @Test func aServerWithoutAnythingSaysWhatToDoFirst() async throws {
        let dashboard = try await DashboardFixture(policy: .empty)

        let page = try await dashboard.get("/")

        #expect(page.text.contains("Nothing is behind the gate yet"))
        #expect(page.reading.all("a").contains { $0["href"] == "/applications/new" })
    }

    @Test func theFiguresOfTheChosenRangeAreShown() async throws {
        dashboard.decisions.set { $0.overview = .sample(now: DashboardFixture.now) }

        for (path, word) in [("/", "24 hours"), ("/?range=hour", "Hour"), ("/?range=week", "7 days")] {
            let page = try await dashboard.get(path)

            #expect(page.reading.all("a").count { $0["aria-current"] == "true" } == 1)
            #expect(page.text.contains("aria-current=\"true\">\(word)</a>"))
            #expect(page.text.contains("12,345"))
            #expect(page.text.contains("<code class=\"break\">insufficient_scope</code>"))
            #expect(page.text.contains("/decisions?reason=insufficient_scope"))
        }
        #expect(try await dashboard.get("/?range=nonsense").text.contains("data-live=\"/live?range=day\""))
    }

    @Test func whatNeedsSomebodyComesFirst() async throws {
        let now = DashboardFixture.now
        dashboard.decisions.set { state in
            state.overview = .sample(now: now)
            state.decisions = (1...25)
                .map { number in
                    .sample(
                        "insufficient_scope",
                        status: 403,
                        sequence: Int64(number),
                        client: "reader",
                        time: (now - 600) * 1_000 + Int64(number)
                    )
                }
        }

        let page = try await dashboard.get("/")

        #expect(page.text.contains("2 things need you."))
        #expect(
            page.text.contains("<strong><bdi>Application tstapp</bdi></strong> has not answered since 5 minutes ago")
        )
        #expect(page.text.contains("was refused 25 times since"))
        #expect(page.text.contains("/decisions?client=reader&amp;reason=insufficient_scope"))
    }

    @Test func aFewRefusalsOrThoseOfUnknownCallersAreNoNews() {
        let few = (1...19).map { RecordedDecision.sample("insufficient_scope", sequence: $0) }
        let unknown = (1...50)
            .map {
                RecordedDecision.sample("invalid_token", sequence: $0, token: .sample(isVerified: false))
            }

        #expect(RepeatedRefusal.all(in: few + unknown).isEmpty)
        #expect(RepeatedRefusal.all(in: few + [few[0]]).map(\.count) == [20])
    }

    @Test func policiesThatAreNotInForceAreTold() async throws {
        dashboard.applications.set { state in
            let place = SourceLocation(file: "policies/billing.yaml", line: 7, column: 3)
            state.standing.problems = [PolicyDiagnostic(.error, at: place, "no")]
            state.standing.warnings = [PolicyDiagnostic(.warning, at: place, "hardly meant")]
        }

        let page = try await dashboard.get("/")

        #expect(page.text.contains("are not in force: 1 problem, the first one in policies/billing.yaml:7"))
        #expect(page.text.contains("hardly meant"))
        #expect(page.text.contains("1 problem in what is written"))
    }

    @Test func theLiveListEndsWithTheRightToLook() async throws {
        let dashboard = try await DashboardFixture(streams: LiveStreams(limit: 1, heartbeat: .milliseconds(1)))
        async let answer = dashboard.fetch("/live", as: .reader)
        var powerless = User.reader
        powerless.assignedScopes = .empty
        _ = try await dashboard.store.update(powerless, audit: .fixture())

        let ended = try await answer

        #expect(ended.status == .forbidden || ended.headers[.contentType] == "text/event-stream; charset=utf-8")
    }

    @Test func onlySoManyLiveListsAreOpenAtOnce() {
        let streams = LiveStreams(limit: 2)
        var places = [streams.take(for: .fixture(1)), streams.take(for: .fixture(2))]

        #expect(places.allSatisfy { $0 != nil })
        #expect(streams.take(for: .fixture(3)) == nil)
        places.removeLast()
        #expect(streams.take(for: .fixture(3)) != nil)
    }

    @Test func onePersonLeavesRoomForOthers() {
        let streams = LiveStreams(limit: 4, limitPerPerson: 2)
        let places = (0..<9).map { _ in streams.take(for: .fixture(1)) }
        let others = [streams.take(for: .fixture(2)), streams.take(for: .fixture(3))]

        #expect(places.allSatisfy { $0 != nil })
        #expect(others.allSatisfy { $0 != nil })
        #expect(streams.take(for: .fixture(4)) == nil)
        // All is full, and still there is room in one's own place.
        #expect(streams.take(for: .fixture(2)) != nil)
    }

    @Test func theNewestLiveListTakesThePlaceOfTheOldest() async throws {
        let streams = LiveStreams(limitPerPerson: 2)
        let oldest = try #require(streams.take(for: .fixture(1)))
        let second = try #require(streams.take(for: .fixture(1)))
        let newest = try #require(streams.take(for: .fixture(1)))

        for await _ in oldest.lease {}
        let another = try #require(streams.take(for: .fixture(1)))
        for await _ in second.lease {}

        withExtendedLifetime((newest, another)) {}
    }

    @Test func anEventKeepsItsLines() {
        #expect(LiveEvent(id: "a\nb", html: "<tr>\r\n\n</tr>").text == "id: ab\ndata: <tr>\ndata: </tr>\n\n")
        #expect(LiveEvent(html: "x").text == "data: x\n\n")
    }
}

extension TrafficOverview {
    /// A day with a failing upstream.
    static func sample(now: Int64) -> TrafficOverview {
        TrafficOverview(
            span: .day,
            start: now - 86_400,
            total: TrafficCount(permitted: 12_000, refused: 345),
            former: TrafficCount(permitted: 9_000, refused: 81),
            buckets: (0..<48).map(bucket),
            refusals: [NamedCount(name: "insufficient_scope", count: 300)]
                + (1...8).map { (count: Int64) in NamedCount(name: "reason_\(count)", count: count) },
            latency: LatencyPercentiles(p50: 1_240, p95: 4_800, p99: 21_000),
            latencies: (0..<48).map(latencies),
            issued: [
                NamedCount(name: "client_credentials", count: 2_388),
                NamedCount(name: "authorization_code", count: 611),
            ],
            issuedBuckets: (0..<48).map { (index: Int64) in index % 11 * 7 },
            upstreams: [
                UpstreamStanding(
                    application: "tstapp",
                    requests: 11_900,
                    failures: 12,
                    lastFailure: "refused",
                    lastFailureAt: now - 60,
                    lastSuccessAt: now - 300,
                    p95: 14_000
                ),
                UpstreamStanding(application: "billing", requests: 40, failures: 1, lastFailureAt: 5, lastSuccessAt: 9),
                UpstreamStanding(application: "docs", requests: 7, failures: 0, lastSuccessAt: 9, p95: 900),
                UpstreamStanding(application: "idle", requests: 0, failures: 0),
            ],
            sampledOut: 12
        )
    }

    private static func bucket(_ index: Int64) -> TrafficCount {
        TrafficCount(permitted: 200 + index * 4 % 90, refused: index % 9)
    }

    private static func latencies(_ index: Int64) -> LatencyPercentiles {
        guard index % 12 != 5 else { return LatencyPercentiles() }
        return LatencyPercentiles(p50: 1_200 + index * 4, p95: 4_400 + index % 7 * 300, p99: 18_000 + index % 5 * 900)
    }
}
