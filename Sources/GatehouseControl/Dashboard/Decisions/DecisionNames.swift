import GatehouseOAuth
import GatehousePolicy

/// Remembers the names that a live list has shown, so that the store is asked once for each.
struct DecisionNames {
    private static let limit = 1_000

    let directory: any DirectoryReading
    private var known = DirectoryNames()
    private var asked: Set<String> = []

    init(directory: any DirectoryReading) {
        self.directory = directory
    }

    mutating func names(of decision: RecordedDecision) async -> DirectoryNames {
        let new = [decision.client, decision.subject].compactMap(\.self).filter { !asked.contains($0) }
        guard !new.isEmpty else { return known }
        if asked.count > Self.limit {
            known = DirectoryNames()
            asked = []
        }
        asked.formUnion(new)
        // A row without names is still a row.
        guard let found = try? await directory.names(of: [decision]) else { return known }
        known.clients.merge(found.clients) { _, newer in newer }
        known.users.merge(found.users) { _, newer in newer }
        return known
    }
}

extension DirectoryReading {
    /// The names of everybody in a list of decisions.
    func names(of decisions: [RecordedDecision]) async throws(StorageError) -> DirectoryNames {
        let clients = Set(decisions.compactMap { $0.client.flatMap { ClientID($0) } })
        let users = Set(decisions.compactMap { $0.subject.flatMap { UserID($0) } })
        guard !clients.isEmpty || !users.isEmpty else { return DirectoryNames() }
        return try await names(clients: Array(clients), users: Array(users))
    }
}
