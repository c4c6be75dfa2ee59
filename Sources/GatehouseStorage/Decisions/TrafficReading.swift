import Foundation
import GRDB
import GatehousePolicy

/// Reads what was counted in a span: a bounded number of buckets, whatever is stored.
struct TrafficReading {
    /// An upstream of which nothing was heard for so long is not told of, in seconds.
    private static let standingSeconds: Int64 = 7 * 86_400

    let database: Database
    let span: TrafficSpan
    let now: Int64

    private var start: Int64 { span.start(now: now) }
    private var end: Int64 { start + span.bucketSeconds * Int64(span.bucketCount) }
    private var within: StatementArguments { [span.bucketSeconds, start, end] }

    func overview() throws -> TrafficOverview {
        var overview = TrafficOverview(span: span, start: start, total: TrafficCount())
        overview.buckets = Array(repeating: TrafficCount(), count: span.bucketCount)
        overview.latencies = Array(repeating: LatencyPercentiles(), count: span.bucketCount)
        try readMoments(&overview)
        overview.former = try former()
        overview.refusals = try names("reason", of: "refusal")
        overview.issued = try names("grantType", of: "issuance")
        overview.issuedBuckets = try issuedBuckets()
        overview.upstreams = try upstreams()
        return overview
    }

    func routes(of application: String?) throws -> [RouteTraffic] {
        let empty = Array(repeating: TrafficCount(), count: span.bucketCount)
        var routes: [TrafficTally.RouteKey: RouteTraffic] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT start, application, route, permitted, refused FROM routeTraffic
                WHERE length = ? AND start >= ? AND start < ? AND route <> ''
                    AND (?4 IS NULL OR application = ?4)
                """,
            arguments: [span.bucketSeconds, start, end, application]
        )
        while let row = try rows.next() {
            var columns = ColumnReader(row)
            let bucket: Int64 = try columns.next()
            let key = TrafficTally.RouteKey(application: try columns.next(), route: try columns.next())
            let count = TrafficCount(permitted: try columns.next(), refused: try columns.next())
            guard let index = span.index(of: bucket, from: start) else { continue }
            var traffic =
                routes[key]
                ?? RouteTraffic(
                    application: key.application,
                    route: key.route,
                    total: TrafficCount(),
                    buckets: empty
                )
            traffic.total = traffic.total + count
            traffic.buckets[index] = count
            routes[key] = traffic
        }
        return routes.values.sorted { ($0.application, $0.route) < ($1.application, $1.route) }
    }

    private func readMoments(_ overview: inout TrafficOverview) throws {
        var latency = LatencyCounts()
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT start, permitted, refused, sampledOut, latency FROM moment
                WHERE length = ? AND start >= ? AND start < ?
                """,
            arguments: within
        )
        while let row = try rows.next() {
            var columns = ColumnReader(row)
            let bucket: Int64 = try columns.next()
            let count = TrafficCount(permitted: try columns.next(), refused: try columns.next())
            let sampledOut: Int64 = try columns.next()
            let counts = LatencyCounts(bytes: try columns.nextBytes())
            guard let index = span.index(of: bucket, from: start) else { continue }
            overview.buckets[index] = count
            overview.latencies[index] = LatencyPercentiles(counts)
            overview.total = overview.total + count
            overview.sampledOut += sampledOut
            latency.add(counts)
        }
        overview.latency = LatencyPercentiles(latency)
    }

    /// The requests of the span before; nil if nothing was recorded then.
    private func former() throws -> TrafficCount? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT sum(permitted), sum(refused) FROM moment
                WHERE length = ? AND start >= ? AND start < ? HAVING count(*) > 0
                """,
            arguments: [span.bucketSeconds, start - (end - start), start]
        )
        return try row.map { row in
            var columns = ColumnReader(row)
            return TrafficCount(permitted: try columns.next(), refused: try columns.next())
        }
    }

    private func names(_ column: String, of table: String) throws -> [NamedCount] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT \(column), sum(count) AS total FROM \(table) WHERE length = ? AND start >= ? AND start < ?
                GROUP BY \(column) ORDER BY total DESC, \(column)
                """,
            arguments: within
        )
        .map { row in
            var columns = ColumnReader(row)
            return NamedCount(name: try columns.next(), count: try columns.next())
        }
    }

    private func issuedBuckets() throws -> [Int64] {
        var buckets = Array(repeating: Int64(0), count: span.bucketCount)
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT start, sum(count) FROM issuance WHERE length = ? AND start >= ? AND start < ? GROUP BY start
                """,
            arguments: within
        )
        while let row = try rows.next() {
            var columns = ColumnReader(row)
            guard let index = span.index(of: try columns.next(), from: start) else { continue }
            buckets[index] = try columns.next()
        }
        return buckets
    }

    private func upstreams() throws -> [UpstreamStanding] {
        var counts: [String: TrafficTally.UpstreamCount] = [:]
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT application, requests, failures, latency FROM upstreamTraffic
                WHERE length = ? AND start >= ? AND start < ?
                """,
            arguments: within
        )
        while let row = try rows.next() {
            var columns = ColumnReader(row)
            let application: String = try columns.next()
            var count = counts[application] ?? TrafficTally.UpstreamCount()
            count.requests += try columns.next()
            count.failures += try columns.next()
            count.latency.add(LatencyCounts(bytes: try columns.nextBytes()))
            counts[application] = count
        }
        return try standings(counts)
    }

    private func standings(_ counts: [String: TrafficTally.UpstreamCount]) throws -> [UpstreamStanding] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT application, lastFailure, lastFailureAt, lastSuccessAt FROM upstreamStanding
                WHERE max(coalesce(lastFailureAt, 0), coalesce(lastSuccessAt, 0)) >= ? ORDER BY application
                """,
            arguments: [now - Self.standingSeconds]
        )
        .map { row in
            var columns = ColumnReader(row)
            let application: String = try columns.next()
            let count = counts[application] ?? TrafficTally.UpstreamCount()
            return UpstreamStanding(
                application: application,
                requests: count.requests,
                failures: count.failures,
                lastFailure: try columns.next(),
                lastFailureAt: try columns.next(),
                lastSuccessAt: try columns.next(),
                p95: count.latency.percentile(0.95)
            )
        }
    }
}

extension LatencyPercentiles {
    fileprivate init(_ counts: LatencyCounts) {
        self.init(p50: counts.percentile(0.5), p95: counts.percentile(0.95), p99: counts.percentile(0.99))
    }
}
