import Foundation
import GRDB
import GatehousePolicy

/// Adds a tally to what is counted.
struct TrafficWriting {
    let database: Database

    func write(_ tally: TrafficTally) throws {
        for (start, minute) in tally.minutes {
            for length in TrafficLength.all.map(\.seconds) {
                try write(minute, length, TrafficLength.start(of: start, length: length))
            }
        }
        for (key, use) in tally.clients { try write(use, of: key) }
        for (key, lastAt) in tally.scopes {
            try run(
                """
                INSERT INTO scopeUse VALUES (?, ?, ?)
                ON CONFLICT DO UPDATE SET lastAt = max(lastAt, excluded.lastAt)
                """,
                [key.client, key.scope, lastAt]
            )
        }
        for (application, standing) in tally.standings { try write(standing, of: application) }
    }

    private func write(_ minute: TrafficTally.Minute, _ length: Int64, _ start: Int64) throws {
        try writeMoment(minute, length, start)
        for (key, count) in minute.routes {
            try run(
                """
                INSERT INTO routeTraffic VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
                SET permitted = permitted + excluded.permitted, refused = refused + excluded.refused
                """,
                [length, start, key.application, key.route, count.permitted, count.refused]
            )
        }
        for (reason, count) in minute.refusals {
            try run(
                "INSERT INTO refusal VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                [length, start, reason, count]
            )
        }
        for (grant, count) in minute.issued {
            try run(
                "INSERT INTO issuance VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
                [length, start, grant, count]
            )
        }
        for (application, upstream) in minute.upstreams { try write(upstream, application, length, start) }
    }

    private func writeMoment(_ minute: TrafficTally.Minute, _ length: Int64, _ start: Int64) throws {
        let known = try latency("SELECT latency FROM moment WHERE length = ? AND start = ?", [length, start])
        var latency = minute.latency
        latency.add(known)
        try run(
            """
            INSERT INTO moment VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
            SET permitted = permitted + excluded.permitted, refused = refused + excluded.refused,
                sampledOut = sampledOut + excluded.sampledOut, latency = excluded.latency
            """,
            [length, start, minute.total.permitted, minute.total.refused, minute.sampledOut, Data(latency.bytes)]
        )
    }

    private func write(
        _ upstream: TrafficTally.UpstreamCount,
        _ application: String,
        _ length: Int64,
        _ start: Int64
    ) throws {
        var latency = upstream.latency
        latency.add(
            try self.latency(
                "SELECT latency FROM upstreamTraffic WHERE length = ? AND start = ? AND application = ?",
                [length, start, application]
            )
        )
        try run(
            """
            INSERT INTO upstreamTraffic VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
            SET requests = requests + excluded.requests, failures = failures + excluded.failures,
                latency = excluded.latency
            """,
            [length, start, application, upstream.requests, upstream.failures, Data(latency.bytes)]
        )
    }

    private func write(_ standing: TrafficTally.Standing, of application: String) throws {
        try run(
            """
            INSERT INTO upstreamStanding VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
            SET lastFailure = coalesce(excluded.lastFailure, lastFailure),
                lastFailureAt = coalesce(excluded.lastFailureAt, lastFailureAt),
                lastSuccessAt = coalesce(excluded.lastSuccessAt, lastSuccessAt)
            """,
            [application, standing.lastFailure, standing.lastFailureAt, standing.lastSuccessAt]
        )
    }

    private func write(_ use: TrafficTally.Use, of key: TrafficTally.ClientKey) throws {
        try run(
            """
            INSERT INTO clientUse VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
            SET permitted = permitted + excluded.permitted, refused = refused + excluded.refused,
                lastAt = max(lastAt, excluded.lastAt)
            """,
            [key.client, key.route.application, key.route.route, use.count.permitted, use.count.refused, use.lastAt]
        )
    }

    private func latency(_ sql: String, _ arguments: StatementArguments) throws -> LatencyCounts {
        let bytes = try Data.fetchOne(try database.cachedStatement(sql: sql), arguments: arguments)
        return LatencyCounts(bytes: bytes.map { Array($0) } ?? [])
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
