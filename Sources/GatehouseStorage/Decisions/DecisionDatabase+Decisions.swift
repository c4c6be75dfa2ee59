package import GatehouseOAuth
package import GatehousePolicy

extension DecisionDatabase {
    /// The newest decision about the request of that id.
    package func decision(requestID: String) async throws(StorageError) -> RecordedDecision? {
        try await read { try DecisionSearch.newest(requestID, in: $0) }
    }

    /// A page of decisions, newest first; see `DecisionQuery` for how far it looks.
    package func decisions(
        _ filter: DecisionFilter,
        before: Int64?,
        limit: Int
    ) async throws(StorageError) -> [RecordedDecision] {
        try await read { database in
            try DecisionQuery(filter: filter, before: before ?? .max, limit: limit, database: database).fetch()
        }
    }
}
