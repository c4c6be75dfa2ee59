import GRDB
import GatehouseOAuth

/// What one caller has used of one quota, as a row.
enum QuotaUseRow {
    /// Those whose period has not ended.
    static func fetch(at now: Int64, in database: Database) throws -> [QuotaUse] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT quota, countedBy, caller, startsAt, endsAt, used FROM quotaUse
                WHERE endsAt > ? ORDER BY quota, countedBy, caller
                """
        )
        return try Row.fetchAll(statement, arguments: [now])
            .map { row in
                var columns = ColumnReader(row)
                return QuotaUse(
                    quota: try columns.next(),
                    by: try columns.next(),
                    caller: try columns.next(),
                    startsAt: try columns.next(),
                    endsAt: try columns.next(),
                    used: try columns.next()
                )
            }
    }

    /// Puts a use in the place of the earlier one.
    static func replace(_ use: QuotaUse, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO quotaUse (quota, countedBy, caller, startsAt, endsAt, used) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET
                    startsAt = excluded.startsAt, endsAt = excluded.endsAt, used = excluded.used
                """
        )
        .execute(arguments: [use.quota, use.by, use.caller, use.startsAt, use.endsAt, use.used])
    }
}
