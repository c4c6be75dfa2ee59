import GRDB
import GatehousePolicy

/// Finds a page of decisions, newest first.
///
/// The index of the rarest of the wanted values leads, the other conditions are looked at on the way. Where every
/// value is frequent but all of them together are rare, the way ends after `scanLimit` decisions, so that no filter
/// takes longer than some ten milliseconds, whatever is stored.
struct DecisionQuery {
    /// How many decisions are looked at, at most.
    static let scanLimit = 20_000
    /// A value with fewer decisions than this is as good as a unique one.
    private static let rareCount = 1_000
    /// The largest page.
    static let maximumLimit = 1_000
    /// Decisions are recorded when their request ends; few last longer than this, in milliseconds.
    private static let longestRequest: Int64 = 3_600_000

    let filter: DecisionFilter
    let before: Int64
    let limit: Int
    let database: Database

    private struct Condition {
        let sql: String
        let value: any DatabaseValueConvertible

        init(_ sql: String, _ value: any DatabaseValueConvertible) {
            self.sql = sql
            self.value = value
        }
    }

    /// A way into the table: equalities that an index answers in the order of sequences.
    private struct Way {
        let index: String
        let conditions: [Condition]
        /// Whether the index has the verdict behind its other columns.
        let hasVerdict: Bool

        init(_ index: String, _ conditions: [Condition], hasVerdict: Bool = true) {
            self.index = index
            self.conditions = conditions
            self.hasVerdict = hasVerdict
        }
    }

    func fetch() throws -> [RecordedDecision] {
        guard limit > 0 else { return [] }
        let sequences = try matchingSequences()
        var facts = FactReader()
        return try sequences.compactMap { sequence in
            let statement = try database.cachedStatement(
                sql: "SELECT \(DecisionRow.columns) FROM decision WHERE sequence = ?"
            )
            guard let row = try Row.fetchOne(statement, arguments: [sequence]) else { return nil }
            return try DecisionRow.decision(row, facts: &facts, in: database)
        }
    }

    private func matchingSequences() throws -> [Int64] {
        let bounds = try sequenceBounds()
        guard bounds.lowerBound < bounds.upperBound else { return [] }
        let way = try bestWay()
        let lower = try lastLookedAt(on: way, in: bounds) ?? bounds.lowerBound
        let (sql, arguments) = select(way, lower..<bounds.upperBound, conditions)
        return try Int64.fetchAll(
            database,
            sql: "\(sql) LIMIT ?",
            arguments: StatementArguments(arguments + [min(limit, Self.maximumLimit)])
        )
    }

    /// Where the way ends if it is longer than it may be: a matter of the index alone.
    private func lastLookedAt(on way: Way?, in bounds: Range<Int64>) throws -> Int64? {
        let (sql, arguments) = select(way, bounds, [])
        return try Int64.fetchOne(
            database,
            sql: "\(sql) LIMIT 1 OFFSET ?",
            arguments: StatementArguments(arguments + [Self.scanLimit])
        )
    }

    /// Sequences on a way, newest first, of decisions that meet the conditions.
    private func select(
        _ way: Way?,
        _ bounds: Range<Int64>,
        _ conditions: [Condition]
    ) -> (String, [any DatabaseValueConvertible]) {
        let bounded =
            conditions + [
                Condition("sequence >= ?", bounds.lowerBound), Condition("sequence < ?", bounds.upperBound),
            ]
        guard let way else { return Self.select("decision", bounded, order: "ORDER BY sequence DESC") }
        let table = "decision INDEXED BY \(way.index)"
        guard way.hasVerdict, filter.isPermit == nil else {
            let verdict = way.hasVerdict ? filter.isPermit.map { [Condition("isPermit = ?", $0)] } ?? [] : []
            return Self.select(table, way.conditions + verdict + bounded, order: "ORDER BY sequence DESC")
        }
        // Each verdict comes in order; SQLite merges the two as they are read.
        let arms = [false, true]
            .map { isPermit in
                Self.select(table, way.conditions + [Condition("isPermit = ?", isPermit)] + bounded, order: "")
            }
        return (arms.map(\.0).joined(separator: "UNION ALL ") + "ORDER BY 1 DESC", arms.flatMap(\.1))
    }

    private static func select(
        _ table: String,
        _ conditions: [Condition],
        order: String
    ) -> (String, [any DatabaseValueConvertible]) {
        let condition = conditions.map(\.sql).joined(separator: " AND ")
        return ("SELECT sequence FROM \(table) WHERE \(condition) \(order)", conditions.map(\.value))
    }

    /// Everything that is asked for; texts compare byte for byte.
    private var conditions: [Condition] {
        [
            filter.application.map { Condition("application = ?", $0) },
            filter.route.map { Condition("route = ?", $0) },
            filter.client.map { Condition("client = ?", $0) },
            filter.subject.map { Condition("subject = ?", $0) },
            filter.reason.map { Condition("reason = ?", $0) },
            filter.detail.map { Condition("detail = ?", $0) },
            filter.isPermit.map { Condition("isPermit = ?", $0) },
            filter.status.map { Condition("status = ?", $0) },
            filter.since.map { Condition("time >= ?", $0) },
            filter.until.map { Condition("time < ?", $0) },
        ]
        .compactMap(\.self)
    }

    /// The way with the fewest decisions; the first of those that are all frequent.
    private func bestWay() throws -> Way? {
        let ways = ways
        guard ways.count > 1 else { return ways.first }
        var best: (way: Way, count: Int)?
        for way in ways {
            let condition = way.conditions.map(\.sql).joined(separator: " AND ")
            let count = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM (SELECT 1 FROM decision INDEXED BY \(way.index)
                    WHERE \(condition) LIMIT \(Self.rareCount))
                    """,
                arguments: StatementArguments(way.conditions.map(\.value))
            )
            if let count, count < best?.count ?? .max { best = (way, count) }
        }
        return best?.way
    }

    /// The narrowest first.
    private var ways: [Way] {
        let application = filter.application.map { Condition("application = ?", $0) }
        let route = filter.route.map { Condition("route = ?", $0) }
        var ways: [Way] = []
        if let subject = filter.subject { ways.append(Way("decisionBySubject", [Condition("subject = ?", subject)])) }
        if let client = filter.client { ways.append(Way("decisionByClient", [Condition("client = ?", client)])) }
        if let application, let route {
            ways.append(Way("decisionByRoute", [application, route]))
        } else if let application {
            ways.append(Way("decisionByApplication", [application]))
        }
        if let reason = filter.reason {
            ways.append(Way("decisionByReason", [Condition("reason = ?", reason)], hasVerdict: false))
        }
        if let status = filter.status {
            ways.append(Way("decisionByStatus", [Condition("status = ?", status)], hasVerdict: false))
        }
        if let isPermit = filter.isPermit {
            ways.append(Way("decisionByVerdict", [Condition("isPermit = ?", isPermit)], hasVerdict: false))
        }
        return ways
    }

    /// The sequences that a decision of the wanted time can have.
    private func sequenceBounds() throws -> Range<Int64> {
        let first = try Int64.fetchOne(database, sql: "SELECT min(sequence) FROM decision") ?? 1
        let last = try Int64.fetchOne(database, sql: "SELECT max(sequence) FROM decision") ?? 0
        let all = first..<max(first, last + 1)
        let lower = try filter.since.map { try sequence(recordedFrom: $0, in: all) } ?? first
        var upper = min(before, all.upperBound)
        if let until = filter.until {
            let (latest, overflow) = until.addingReportingOverflow(Self.longestRequest)
            if !overflow { upper = min(upper, try sequence(recordedFrom: latest, in: all)) }
        }
        return lower..<max(lower, upper)
    }

    /// The first sequence that was recorded at that instant or later: instants ascend with sequences.
    private func sequence(recordedFrom instant: Int64, in all: Range<Int64>) throws -> Int64 {
        let statement = try database.cachedStatement(
            sql: "SELECT recordedAt FROM decision WHERE sequence >= ? ORDER BY sequence LIMIT 1"
        )
        var (lower, upper) = (all.lowerBound, all.upperBound)
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            let recorded = try Int64.fetchOne(statement, arguments: [middle]) ?? .max
            if recorded < instant { lower = middle + 1 } else { upper = middle }
        }
        return lower
    }
}
