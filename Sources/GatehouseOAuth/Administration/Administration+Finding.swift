extension Administration {
    private static let pageSize = 500

    /// The client, or a refusal that helps to find it.
    func existingClient(_ id: String) async throws(AdminFailure) -> Client {
        guard let clientID = ClientID(id) else { throw try await unknownClient(id) }
        let found = try await stored { () async throws(StorageError) in try await clients.client(clientID) }
        guard let found else { throw try await unknownClient(id) }
        return found
    }

    /// All clients, or those of one application.
    func allClients(of application: String?) async throws(AdminFailure) -> [Client] {
        var all: [Client] = []
        while true {
            let last = all.last?.id
            let page = try await stored { () async throws(StorageError) in
                try await clients.clients(application: application, after: last, limit: Administration.pageSize)
            }
            all += page
            if page.count < Administration.pageSize { return all }
        }
    }

    /// Looks whether a name was given instead of an id, or an id was misspelt.
    func unknownClient(_ id: String) async throws(AdminFailure) -> AdminFailure {
        let all = try await allClients(of: nil)
        let suggestion: String? =
            if let named = all.first(where: { $0.name.utf8.elementsEqual(id.utf8) }) {
                "The id of \"\(named.name)\" is \(named.id.value)."
            } else if let nearest = Spelling.nearest(to: id, among: all.map(\.id.value)) {
                "Did you mean \(nearest)?"
            } else {
                nil
            }
        return .refused(.unknownClient, "There is no client with that id.", suggestion: suggestion)
    }
}
