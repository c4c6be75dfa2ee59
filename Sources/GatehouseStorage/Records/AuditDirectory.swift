import GRDB
import GatehouseOAuth

/// Searches in the audit log, the newest first.
enum AuditDirectory {
    static func events(_ query: AuditQuery, in database: Database) throws -> [RecordedAuditEvent] {
        let limit = max(query.limit, 0)
        guard limit > 0 else { return [] }
        let sequences = try sequences(query, limit: limit, in: database)
        return try sequences.map { try AuditRow.fetchReferred($0, in: database) }
    }

    /// The places of the newest events that are meant, read by the index that leaves the fewest.
    private static func sequences(_ query: AuditQuery, limit: Int, in database: Database) throws -> [Int64] {
        if let about = query.about {
            var filter = filter(query)
            filter.add("auditSubject.subject = ?", [about])
            let source = "auditSubject CROSS JOIN auditEvent ON auditEvent.sequence = auditSubject.sequence"
            return try sequences(from: source, filter, order: "auditSubject.sequence", limit: limit, in: database)
        }
        guard query.actor == nil, let prefix = query.kind, !prefix.isEmpty else {
            return try sequences(from: "auditEvent", filter(query), limit: limit, in: database)
        }
        // The events of one kind stand in their index in their order, those of several do not.
        var found: [Int64] = []
        for kind in try kinds(beginningWith: prefix, in: database) {
            var one = query
            one.kind = nil
            var filter = filter(one)
            filter.add("auditEvent.kind = ?", [kind])
            found += try sequences(from: "auditEvent", filter, limit: limit, in: database)
        }
        return Array(found.sorted(by: >).prefix(limit))
    }

    private static func sequences(
        from source: String,
        _ filter: RowFilter,
        order: String = "auditEvent.sequence",
        limit: Int,
        in database: Database
    ) throws -> [Int64] {
        let statement = try database.cachedStatement(
            sql: "SELECT \(order) FROM \(source) \(filter.clause) ORDER BY \(order) DESC LIMIT ?"
        )
        return try Int64.fetchAll(statement, arguments: filter.arguments + [limit])
    }

    private static func filter(_ query: AuditQuery) -> RowFilter {
        var filter = RowFilter()
        if let before = query.before { filter.add("auditEvent.sequence < ?", [before]) }
        // The plus keeps the instants' index out: its order is not that of the log.
        if let since = query.since { filter.add("+auditEvent.at >= ?", [since]) }
        if let until = query.until { filter.add("+auditEvent.at < ?", [until]) }
        if let actor = query.actor {
            filter.add(query.about == nil ? "auditEvent.actor = ?" : "+auditEvent.actor = ?", [actor])
        }
        if let kind = query.kind, !kind.isEmpty {
            filter.add("instr(auditEvent.kind, ?) = 1", [kind])
        }
        return filter
    }

    /// The names of the events that are there, found one after another in their index.
    private static func kinds(beginningWith prefix: String, in database: Database) throws -> [String] {
        let first = try database.cachedStatement(sql: "SELECT min(kind) FROM auditEvent WHERE kind >= ?")
        let next = try database.cachedStatement(sql: "SELECT min(kind) FROM auditEvent WHERE kind > ?")
        var kinds: [String] = []
        var kind = try String.fetchOne(first, arguments: [prefix])
        while let found = kind, found.utf8.starts(with: prefix.utf8) {
            kinds.append(found)
            kind = try String.fetchOne(next, arguments: [found])
        }
        return kinds
    }
}
