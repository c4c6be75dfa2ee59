import GRDB

/// Removes what is too old or too much, a step at a time.
struct DecisionPruning {
    /// As many decisions go at once, so that the next ones wait for milliseconds.
    static let stepLimit: Int64 = 1_000
    /// What a client did is forgotten after so long, in seconds.
    static let useSeconds: Int64 = 90 * 86_400
    /// More uses of routes by clients than this are not kept; the longest unused go first.
    static let maximumUses = 500_000
    private static let millisecondsOfDay: Int64 = 86_400_000
    /// A step of old buckets, in seconds.
    private static let bucketStep: Int64 = 6 * 3_600

    let database: Database

    /// Removes a step's worth of the oldest decisions; the answer is how many.
    func pruneDecisions(rows: Int64, days: Int64, now milliseconds: Int64) throws -> Int {
        guard let first = try Int64.fetchOne(database, sql: "SELECT min(sequence) FROM decision"),
            let last = try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM decision")
        else { return 0 }
        let end = first + Self.stepLimit
        let surplus = min(end, last - rows + 1)
        if surplus > first {
            try run("DELETE FROM decision WHERE sequence < ?", [surplus])
        }
        var removed = surplus > first ? database.changesCount : 0
        try run(
            "DELETE FROM decision WHERE sequence < ? AND recordedAt < ?",
            [end, milliseconds - days * Self.millisecondsOfDay]
        )
        removed += database.changesCount
        if removed > 0 { try pruneFacts() }
        return removed
    }

    /// Removes facts whose decisions are all gone.
    private func pruneFacts() throws {
        try run(
            """
            DELETE FROM fact WHERE id IN (
                SELECT id FROM fact WHERE lastSequence < (SELECT seq FROM sqlite_sequence WHERE name = 'decision')
                    AND lastSequence < coalesce((SELECT min(sequence) FROM decision), 9223372036854775807)
                ORDER BY lastSequence LIMIT ?
            )
            """,
            [Self.stepLimit]
        )
    }

    /// Removes counters that are too old, in Unix seconds.
    func pruneTraffic(now: Int64) throws {
        for length in TrafficLength.all {
            for table in ["moment", "routeTraffic", "refusal", "issuance", "upstreamTraffic"] {
                let oldest = try Int64.fetchOne(
                    database,
                    sql: "SELECT start FROM \(table) WHERE length = ? ORDER BY start LIMIT 1",
                    arguments: [length.seconds]
                )
                guard let oldest, oldest < now - length.keptFor else { continue }
                let end = min(now - length.keptFor, oldest + Self.bucketStep)
                try run("DELETE FROM \(table) WHERE length = ? AND start < ?", [length.seconds, end])
            }
        }
        try pruneUses(now: now)
    }

    private func pruneUses(now: Int64) throws {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM clientUse") ?? 0
        let surplus = min(max(0, count - Self.maximumUses), Int(Self.stepLimit))
        let step = "ORDER BY lastAt LIMIT \(Self.stepLimit)"
        if surplus > 0 {
            try run(
                """
                DELETE FROM clientUse WHERE (client, application, route) IN (
                    SELECT client, application, route FROM clientUse ORDER BY lastAt LIMIT ?
                )
                """,
                [surplus]
            )
        }
        try run(
            """
            DELETE FROM clientUse WHERE (client, application, route) IN (
                SELECT client, application, route FROM clientUse WHERE lastAt < ? \(step)
            )
            """,
            [now - Self.useSeconds]
        )
        try run(
            """
            DELETE FROM scopeUse WHERE (client, scope) IN (
                SELECT client, scope FROM scopeUse WHERE lastAt < ? \(step)
            )
            """,
            [now - Self.useSeconds]
        )
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }
}
