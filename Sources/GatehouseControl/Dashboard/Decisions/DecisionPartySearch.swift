import GatehouseJOSE
import GatehouseOAuth

/// Finds whom somebody means who typed a name where an id is filtered for.
struct DecisionPartySearch: Sendable {
    /// What to do with a filter.
    enum Finding: Sendable {
        /// It names nobody else.
        case asIs
        /// One is meant: the list of that one.
        case go(DecisionQuery)
        /// Several may be meant.
        case choose([DecisionSuggestion])
    }

    private static let limit = 8

    let directory: any DirectoryReading

    func look(at query: DecisionQuery) async throws(StorageError) -> Finding {
        if let typed = query[.client] {
            let known = try await directory.names(clients: [ClientID(typed)].compactMap(\.self), users: [])
            if known.clients[typed] == nil {
                let found = try await directory.clients(ClientQuery(text: typed, limit: Self.limit)).items
                let hits = found.map { (id: $0.id.value, name: $0.name, detail: $0.id.value) }
                let finding = Self.finding(hits, typed, .client, query)
                if case .asIs = finding {} else { return finding }
            }
        }
        guard let typed = query[.subject], UserID(typed) == nil else { return .asIs }
        let found = try await directory.users(UserQuery(text: typed, limit: Self.limit)).items
        let hits = found.map { (id: $0.id.value, name: $0.displayName, detail: $0.username.value) }
        return Self.finding(hits, typed, .subject, query)
    }

    /// Exactly that name, or the only one that has it in it.
    private static func finding(
        _ hits: [(id: String, name: String, detail: String)],
        _ typed: String,
        _ field: DecisionQuery.Field,
        _ query: DecisionQuery
    ) -> Finding {
        let same = hits.filter { $0.name.hasSameBytes(as: typed) || $0.detail.hasSameBytes(as: typed) }
        if let one = same.count == 1 ? same.first : hits.count == 1 ? hits.first : nil {
            return .go(query.with(field, one.id))
        }
        guard !hits.isEmpty else { return .asIs }
        return .choose(
            hits.map { hit in
                DecisionSuggestion(
                    name: DecisionText.cut(PageWords.name(hit.name), to: 80),
                    detail: hit.detail,
                    link: query.with(field, hit.id).path
                )
            }
        )
    }
}
