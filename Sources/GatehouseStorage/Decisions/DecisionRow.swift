import GRDB
import GatehousePolicy

/// A decision as a row.
enum DecisionRow {
    static let columns = """
        sequence, time, requestID, peer, method, path, application, route, client, subject, reason, detail, isPermit, \
        status, upstreamFailure, duration, upstreamDuration, explanationID, tokenID
        """

    /// Appends a decision; the answer is its sequence.
    static func insert(
        _ decision: RecordedDecision,
        recordedAt: Int64,
        facts: inout FactCache,
        in database: Database
    ) throws -> Int64 {
        let explanation = try decision.explanation.map { try facts.id(of: .explanation($0), in: database) }
        // What nobody vouches for is never the same twice, if its sender likes; it goes with its decision.
        let isShared = decision.client != nil && decision.token?.isVerified == true
        let token = try decision.token.map { token in
            isShared
                ? try facts.id(of: .token(token), in: database)
                : try facts.idOfOwn(.token(token), in: database)
        }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO decision (recordedAt, time, requestID, peer, method, path, application, route, client,
                    subject, reason, detail, isPermit, status, upstreamFailure, duration, upstreamDuration,
                    explanationID, tokenID)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        )
        try statement.execute(arguments: [
            recordedAt, decision.time, decision.requestID, decision.peer, decision.method, decision.path,
            decision.application, decision.route, decision.client, decision.subject, decision.reason, decision.detail,
            decision.isPermit, decision.status, decision.upstreamFailure, decision.duration,
            decision.upstreamDuration, explanation, token,
        ])
        return database.lastInsertedRowID
    }

    /// Reads the columns of `columns`.
    static func decision(
        _ row: Row,
        facts: inout FactReader,
        in database: Database
    ) throws -> RecordedDecision {
        var columns = ColumnReader(row)
        var decision = RecordedDecision(
            sequence: try columns.next(),
            time: try columns.next(),
            requestID: try columns.next(),
            peer: try columns.next(),
            method: try columns.next(),
            path: try columns.next(),
            application: try columns.next(),
            route: try columns.next(),
            client: try columns.next(),
            subject: try columns.next(),
            reason: try columns.next(),
            detail: try columns.next(),
            isPermit: try columns.next(),
            status: try columns.next(),
            upstreamFailure: try columns.next(),
            duration: try columns.next(),
            upstreamDuration: try columns.next()
        )
        decision.explanation = try facts.explanation(try columns.next(), in: database)
        decision.token = try facts.token(try columns.next(), in: database)
        return decision
    }
}
