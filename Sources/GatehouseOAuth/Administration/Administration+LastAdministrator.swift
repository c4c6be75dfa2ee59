extension Administration {
    /// Refuses what would leave nobody who may change this server; the operator may do it.
    func checkAdministratorRemains(without user: User, by context: AdminContext) async throws(AdminFailure) {
        let scope = BuiltInScope.administrate.rawValue
        guard !context.isOperator, user.disabledAt == nil, user.assignedScopes.contains(scope) else { return }
        let enabled = try await stored { () async throws(StorageError) in
            try await directory.users(UserQuery(scope: scope, isDisabled: false, limit: 1))
        }
        guard enabled.total <= 1 else { return }
        throw .refused(
            .lastAdministrator,
            "\(user.username) is the last enabled person who holds \(scope).",
            suggestion: "Give it to somebody else before, or use the command line of the server."
        )
    }
}
