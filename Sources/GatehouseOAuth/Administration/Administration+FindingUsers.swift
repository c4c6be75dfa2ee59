extension Administration {
    private static let pageSize = 500

    /// The person by user name, email address or id, or a refusal that helps to find them.
    func existingUser(_ name: String) async throws(AdminFailure) -> User {
        let found = try await stored { () async throws(StorageError) -> User? in
            if let id = UserID(name), let user = try await people.users.user(id) { return user }
            return try await people.users.user(named: name)
        }
        guard let found else { throw try await unknownUser(name) }
        return found
    }

    /// All people.
    func allUsers() async throws(AdminFailure) -> [User] {
        var all: [User] = []
        while true {
            let last = all.last?.username
            let page = try await stored { () async throws(StorageError) in
                try await people.users.users(after: last, limit: Administration.pageSize)
            }
            all += page
            if page.count < Administration.pageSize { return all }
        }
    }

    func unknownUser(_ name: String) async throws(AdminFailure) -> AdminFailure {
        let names = try await allUsers().map(\.username.value)
        let suggestion: String? =
            if let nearest = Spelling.nearest(to: name, among: names) {
                "Did you mean \(nearest)?"
            } else if names.isEmpty {
                "Nobody is registered yet; see gatehouse user create."
            } else {
                nil
            }
        return .refused(.unknownUser, "There is nobody with that user name or email address.", suggestion: suggestion)
    }
}
