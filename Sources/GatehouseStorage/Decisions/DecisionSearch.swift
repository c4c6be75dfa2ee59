import GRDB
package import GatehouseOAuth
package import GatehousePolicy

/// What a search for one request came to.
package enum DecisionSearch: Sendable, Equatable {
    case found(RecordedDecision)
    /// The beginning of an id that several requests have; some of their ids.
    case several([String])
    case nothing

    /// A beginning of an id has to be so long to count as one.
    package static let shortestPrefix = 8

    /// Looks into the file of a server that may be running, without changing anything.
    ///
    /// `.unavailable` also stands for a file that is not there.
    package static func find(_ requestID: String, path: String) throws(StorageError) -> DecisionSearch {
        let queue = try DecisionOpening.reading(path: path)
        defer { try? queue.close() }
        do {
            return try queue.read { try find(requestID, in: $0) }
        } catch {
            throw StorageError(storing: error)
        }
    }

    static func newest(_ requestID: String, in database: Database) throws -> RecordedDecision? {
        let row = try Row.fetchOne(
            try database.cachedStatement(
                sql: """
                    SELECT \(DecisionRow.columns) FROM decision
                    WHERE requestID = ? ORDER BY sequence DESC LIMIT 1
                    """
            ),
            arguments: [requestID]
        )
        var facts = FactReader()
        return try row.map { try DecisionRow.decision($0, facts: &facts, in: database) }
    }

    private static func find(_ requestID: String, in database: Database) throws -> DecisionSearch {
        if let decision = try newest(requestID, in: database) { return .found(decision) }
        guard requestID.utf8.count >= shortestPrefix else { return .nothing }
        let ids = try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT requestID FROM decision
                WHERE requestID >= ? AND requestID < ? ORDER BY requestID LIMIT 5
                """,
            // No text is behind it that begins with the prefix: ids are visible ASCII.
            arguments: [requestID, requestID + "\u{7F}"]
        )
        guard ids.count <= 1 else { return .several(ids) }
        guard let id = ids.first, let decision = try newest(id, in: database) else { return .nothing }
        return .found(decision)
    }
}
