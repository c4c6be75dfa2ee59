import GRDB
import GatehousePolicy
import Testing

@testable import GatehouseStorage

@Suite("Counted traffic")
struct TrafficTests {
    /// A full hour: 2026-09-21T14:00:00Z.
    private static let hour: Int64 = 1_789_999_200

    private func tally(
        at instant: Int64,
        permitted: Int64 = 0,
        refused: Int64 = 0,
        route: String = "GET /data/**"
    ) -> TrafficTally {
        var minute = TrafficTally.Minute()
        minute.total = TrafficCount(permitted: permitted, refused: refused)
        let key = TrafficTally.RouteKey(application: "tstapp", route: route)
        minute.routes[key] = minute.total
        if refused > 0 { minute.refusals["insufficient_scope"] = refused }
        for _ in 0..<permitted { minute.latency.add(1_000) }
        var tally = TrafficTally()
        tally.minutes[TrafficLength.start(of: instant, length: 60)] = minute
        return tally
    }

    private func write(_ tallies: [TrafficTally], to database: DecisionDatabase) throws {
        for tally in tallies { _ = try database.write([], tally, now: Self.hour * 1_000) }
    }

    @Test func anHourHasAMinuteInEachBucket() async throws {
        try await withDecisions { database, _ in
            let now = Self.hour + 59 * 60 + 30
            try write(
                [
                    tally(at: now, permitted: 3, refused: 1), tally(at: now - 1, permitted: 1),
                    tally(at: Self.hour, permitted: 5), tally(at: Self.hour - 60, permitted: 7),
                ],
                to: database
            )
            let overview = try await database.overview(.hour, now: now)
            #expect(overview.start == Self.hour)
            #expect(overview.buckets.count == 60)
            #expect(overview.buckets.last == TrafficCount(permitted: 4, refused: 1))
            #expect(overview.buckets.first == TrafficCount(permitted: 5))
            #expect(overview.total == TrafficCount(permitted: 9, refused: 1))
            #expect(overview.former == TrafficCount(permitted: 7))
            #expect(overview.refusals == [NamedCount(name: "insufficient_scope", count: 1)])
            #expect(overview.latencies.last?.p50 != nil)
            #expect(overview.latencies[30] == LatencyPercentiles())
        }
    }

    @Test(arguments: TrafficSpan.allCases)
    func everySpanCountsTheSame(_ span: TrafficSpan) async throws {
        try await withDecisions { database, _ in
            let now = Self.hour + 100
            try write([tally(at: now, permitted: 2), tally(at: now, permitted: 3, refused: 4)], to: database)
            let overview = try await database.overview(span, now: now)
            #expect(overview.total == TrafficCount(permitted: 5, refused: 4))
            #expect(overview.buckets.last == overview.total)
            #expect(overview.buckets.count == span.bucketCount)
            #expect(overview.former == nil)
            let routes = try await database.routes(of: nil, span, now: now)
            #expect(routes.map(\.total) == [overview.total])
            #expect(routes.first?.buckets.count == span.bucketCount)
        }
    }

    @Test func routesAreThoseOfOneApplicationOrOfAll() async throws {
        try await withDecisions { database, _ in
            var other = tally(at: Self.hour, permitted: 1)
            let key = TrafficTally.RouteKey(application: "other", route: "ANY /")
            other.minutes[Self.hour]?.routes = [key: TrafficCount(refused: 2)]
            try write([tally(at: Self.hour, permitted: 1), other], to: database)
            let all = try await database.routes(of: nil, .hour, now: Self.hour)
            #expect(all.map(\.application) == ["other", "tstapp"])
            let one = try await database.routes(of: "other", .hour, now: Self.hour)
            #expect(one.map(\.route) == ["ANY /"])
            #expect(one.first?.total == TrafficCount(refused: 2))
        }
    }

    @Test func tokensAreCountedByGrant() async throws {
        try await withDecisions { database, _ in
            var issued = TrafficTally()
            issued.minutes[Self.hour] = TrafficTally.Minute()
            issued.minutes[Self.hour]?.issued = ["client_credentials": 3, "refresh_token": 1]
            try write([issued, issued], to: database)
            let overview = try await database.overview(.hour, now: Self.hour)
            #expect(
                overview.issued == [
                    NamedCount(name: "client_credentials", count: 6), NamedCount(name: "refresh_token", count: 2),
                ]
            )
            #expect(overview.issuedBuckets.last == 8)
            #expect(overview.issuedBuckets.count == 60)
        }
    }

    @Test func anUpstreamShowsItsLastFailureAndItsLastSuccess() async throws {
        try await withDecisions { database, _ in
            var first = TrafficTally()
            var minute = TrafficTally.Minute()
            minute.upstreams["tstapp"] = TrafficTally.UpstreamCount()
            minute.upstreams["tstapp"]?.requests = 2
            minute.upstreams["tstapp"]?.failures = 1
            minute.upstreams["tstapp"]?.latency.add(2_000)
            first.minutes[Self.hour] = minute
            first.standings["tstapp"] = TrafficTally.Standing()
            first.standings["tstapp"]?.lastFailure = "upstream_timeout"
            first.standings["tstapp"]?.lastFailureAt = Self.hour + 5
            var second = TrafficTally()
            second.standings["tstapp"] = TrafficTally.Standing()
            second.standings["tstapp"]?.lastSuccessAt = Self.hour + 9
            try write([first, second], to: database)
            let upstream = try #require(try await database.overview(.day, now: Self.hour).upstreams.first)
            #expect(upstream.requests == 2 && upstream.failures == 1)
            #expect(upstream.lastFailure == "upstream_timeout" && upstream.lastFailureAt == Self.hour + 5)
            #expect(upstream.lastSuccessAt == Self.hour + 9)
            #expect(upstream.p95 != nil)
        }
    }

    @Test func whatClientsDidAddsUp() async throws {
        try await withDecisions { database, _ in
            let data = TrafficTally.RouteKey(application: "tstapp", route: "GET /data/**")
            let me = TrafficTally.RouteKey(application: "tstapp", route: "ANY /me")
            var tally = TrafficTally()
            for (client, route, permitted) in [("a", data, 2), ("a", me, 9), ("b", data, 3)] as [(_, _, Int64)] {
                var use = TrafficTally.Use()
                use.count = TrafficCount(permitted: permitted, refused: 1)
                use.lastAt = Self.hour + permitted
                tally.clients[TrafficTally.ClientKey(client: client, route: route)] = use
            }
            tally.scopes[TrafficTally.ScopeKey(client: "a", scope: "tstapp_data.read")] = Self.hour
            try write([tally, tally], to: database)
            let uses = try await database.uses(by: "a")
            #expect(uses.map(\.route) == ["ANY /me", "GET /data/**"])
            #expect(uses.first?.total == TrafficCount(permitted: 18, refused: 2))
            #expect(uses.first?.lastAt == Self.hour + 9)
            let clients = try await database.uses(of: "tstapp", route: "GET /data/**", limit: 1)
            #expect(clients.map(\.client) == ["b"])
            #expect(
                try await database.scopes(usedBy: "a") == [ScopeUse(scope: "tstapp_data.read", lastAt: Self.hour)]
            )
            #expect(try await database.scopes(usedBy: "b").isEmpty)
        }
    }

    @Test func oldCountersGoStepByStepAndCoarseOnesStayLonger() async throws {
        try await withDecisions { database, _ in
            try write([tally(at: Self.hour, permitted: 1)], to: database)
            let threeDays = Self.hour + 3 * 86_400
            try database.pruneTraffic(now: threeDays * 1_000)
            #expect(try await database.overview(.hour, now: Self.hour).total.total == 0)
            #expect(try await database.overview(.week, now: threeDays).total.total == 1)
            try database.pruneTraffic(now: (Self.hour + 16 * 86_400) * 1_000)
            #expect(try await database.overview(.week, now: Self.hour).total.total == 0)
        }
    }

    @Test func clientsThatDoNothingAreForgotten() async throws {
        try await withDecisions { database, _ in
            var tally = TrafficTally()
            let route = TrafficTally.RouteKey(application: "tstapp", route: "ANY /me")
            var use = TrafficTally.Use()
            use.lastAt = Self.hour
            tally.clients[TrafficTally.ClientKey(client: "a", route: route)] = use
            tally.scopes[TrafficTally.ScopeKey(client: "a", scope: "s")] = Self.hour
            try write([tally], to: database)
            try database.pruneTraffic(now: (Self.hour + 89 * 86_400) * 1_000)
            #expect(try await database.uses(by: "a").count == 1)
            try database.pruneTraffic(now: (Self.hour + 91 * 86_400) * 1_000)
            #expect(try await database.uses(by: "a").isEmpty)
            #expect(try await database.scopes(usedBy: "a").isEmpty)
        }
    }

    @Test func addingTalliesCountsBoth() {
        var sum = tally(at: Self.hour, permitted: 1)
        sum.add(tally(at: Self.hour, permitted: 2, refused: 1))
        sum.add(tally(at: Self.hour + 60, permitted: 4))
        #expect(sum.minutes[Self.hour]?.total == TrafficCount(permitted: 3, refused: 1))
        #expect(sum.minutes[Self.hour]?.routes.values.first == TrafficCount(permitted: 3, refused: 1))
        #expect(sum.minutes.count == 2)
        #expect(!sum.isEmpty && TrafficTally().isEmpty)
    }
}
