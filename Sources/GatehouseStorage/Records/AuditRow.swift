import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// An audit event as a row; what belongs to its kind is a JSON object of strings.
enum AuditRow {
    /// Appends an event to the log.
    static func insert(_ event: AuditEvent, in database: Database) throws {
        let details = event.kind.details.sorted { $0.key < $1.key }
        let object = JSONObject(details.map { ($0.key, JSONValue.string($0.value)) })
        try database.cachedStatement(sql: "INSERT INTO auditEvent (at, actor, kind, detail) VALUES (?, ?, ?, ?)")
            .execute(arguments: [event.at, event.actor, event.kind.name, object.text])
        let sequence = database.lastInsertedRowID
        let subjects = try database.cachedStatement(sql: "INSERT INTO auditSubject (subject, sequence) VALUES (?, ?)")
        for subject in event.kind.subjects {
            try subjects.execute(arguments: [subject, sequence])
        }
    }

    /// Appends events to the log in their order.
    static func insert(_ events: [AuditEvent], in database: Database) throws {
        for event in events {
            try insert(event, in: database)
        }
    }

    /// A page of events, newest first.
    static func fetch(before: Int64?, limit: Int, in database: Database) throws -> [RecordedAuditEvent] {
        let statement = try database.cachedStatement(
            sql: "SELECT * FROM auditEvent WHERE sequence < ? ORDER BY sequence DESC LIMIT ?"
        )
        return try Row.fetchAll(statement, arguments: [before ?? .max, max(limit, 0)]).map(event)
    }

    /// The event at a place that was found in the same transaction.
    static func fetchReferred(_ sequence: Int64, in database: Database) throws -> RecordedAuditEvent {
        let statement = try database.cachedStatement(sql: "SELECT * FROM auditEvent WHERE sequence = ?")
        guard let row = try Row.fetchOne(statement, arguments: [sequence]) else {
            throw StorageError.corrupt("an audit event that was found is not there")
        }
        return try event(row)
    }

    /// Removes at most `limit` events of before `instant`, with what says about whom they are; answers how many.
    static func delete(before instant: Int64, limit: Int, in database: Database) throws -> Int {
        let old = try database.cachedStatement(sql: "SELECT * FROM auditEvent WHERE at < ? LIMIT ?")
        let rows = try Row.fetchAll(old, arguments: [instant, limit])
        let subjects = try database.cachedStatement(sql: "DELETE FROM auditSubject WHERE subject = ? AND sequence = ?")
        let events = try database.cachedStatement(sql: "DELETE FROM auditEvent WHERE sequence = ?")
        for row in rows {
            let sequence: Int64 = try row.decode(forColumn: "sequence")
            // One that cannot be read is nobody's, and goes like the others.
            for subject in (try? event(row))?.event.kind.subjects ?? [] {
                try subjects.execute(arguments: [subject, sequence])
            }
            try events.execute(arguments: [sequence])
        }
        return rows.count
    }

    private static func event(_ row: Row) throws -> RecordedAuditEvent {
        let kind = AuditKind(
            name: try row.decode(forColumn: "kind"),
            details: try details(try row.decode(forColumn: "detail"))
        )
        return RecordedAuditEvent(
            sequence: try row.decode(forColumn: "sequence"),
            event: AuditEvent(
                at: try row.decode(forColumn: "at"),
                actor: try row.decode(forColumn: "actor"),
                kind: kind
            )
        )
    }

    private static func details(_ text: String) throws -> [String: String] {
        guard case .object(let object) = try? JSONParser.parse(text) else {
            throw StorageError.corrupt("an audit event's detail is not a JSON object")
        }
        var details: [String: String] = [:]
        for member in object.members {
            details[member.name] = member.value.string
        }
        return details
    }
}
