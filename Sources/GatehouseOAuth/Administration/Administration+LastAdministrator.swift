extension Administration {
    /// The scope that somebody must be left with: everybody but the operator is bound by it.
    func indispensableScope(for context: AdminContext) -> String? {
        context.isOperator ? nil : BuiltInScope.administrate.rawValue
    }

    /// Refuses, before anything is announced, what the store would refuse: that nobody may change this server any more.
    func checkAdministratorRemains(without user: User, by context: AdminContext) async throws(AdminFailure) {
        guard let scope = indispensableScope(for: context), user.disabledAt == nil,
            user.assignedScopes.contains(scope)
        else { return }
        let isLast = try await stored { () async throws(StorageError) in try await directory.isOneAdministratorLeft() }
        if isLast { throw .lastAdministrator(user.username.value) }
    }
}

extension DirectoryReading {
    /// Whether at most one enabled person may change this server.
    package func isOneAdministratorLeft() async throws(StorageError) -> Bool {
        let query = UserQuery(scope: BuiltInScope.administrate.rawValue, isDisabled: false, limit: 1)
        return try await users(query).total <= 1
    }
}

extension AdminFailure {
    /// Nobody would be left who may change this server.
    static func lastAdministrator(_ name: String) -> AdminFailure {
        .refused(
            .lastAdministrator,
            "\(name) is the last enabled person who holds \(BuiltInScope.administrate.rawValue).",
            suggestion: "Give it to somebody else before, or use the command line of the server."
        )
    }
}
