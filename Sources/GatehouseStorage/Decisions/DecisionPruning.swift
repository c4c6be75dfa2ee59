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
    ///
    /// Half of the rows are reserved for decisions about verified tokens: while the others are more than the other
    /// half, they go first.
    func pruneDecisions(rows: Int64, days: Int64, bytes: Int64, now milliseconds: Int64) throws -> Int {
        let anonymous = try count(isAnonymous: true)
        let total = try anonymous + count(isAnonymous: false)
        var removed = 0
        if total > rows {
            removed += try remove(min(total - rows, Self.stepLimit), anonymous: anonymous - rows / 2)
        } else if total > 0, try usedBytes() > bytes {
            removed += try remove(Self.stepLimit, anonymous: anonymous - total / 2)
        }
        try run(
            """
            DELETE FROM decision WHERE recordedAt < ?
                AND sequence IN (SELECT sequence FROM decision ORDER BY sequence LIMIT ?)
            """,
            [milliseconds - days * Self.millisecondsOfDay, Self.stepLimit - Int64(removed)]
        )
        removed += database.changesCount
        if removed > 0 { try pruneFacts() }
        return removed
    }

    /// Removes so many decisions, of which up to so many are the oldest without a verified token.
    private func remove(_ surplus: Int64, anonymous wanted: Int64) throws -> Int {
        let anonymous = min(surplus, max(0, wanted))
        if anonymous > 0 {
            let oldest = "FROM decision INDEXED BY decisionWithoutClient WHERE client IS NULL ORDER BY sequence LIMIT ?"
            // No other decision shares what such a token says of itself.
            try run("DELETE FROM fact WHERE id IN (SELECT tokenID \(oldest))", [anonymous])
            try run("DELETE FROM decision WHERE sequence IN (SELECT sequence \(oldest))", [anonymous])
        }
        var removed = anonymous > 0 ? database.changesCount : 0
        try run(
            "DELETE FROM decision WHERE sequence IN (SELECT sequence FROM decision ORDER BY sequence LIMIT ?)",
            [surplus - anonymous]
        )
        removed += database.changesCount
        return removed
    }

    private func count(isAnonymous: Bool) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT count FROM decisionCount WHERE isAnonymous = ?")
        return try Int64.fetchOne(statement, arguments: [isAnonymous]) ?? 0
    }

    /// What the file holds; pages that became free are used again and do not count.
    private func usedBytes() throws -> Int64 {
        let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
        let free = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
        let size = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
        return (pages - free) * size
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
