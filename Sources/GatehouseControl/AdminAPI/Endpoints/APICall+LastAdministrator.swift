import GatehouseOAuth
import HTTPTypes

extension APICall {
    /// Refuses what would leave nobody who may change this server, with 409; at the socket the operator may do it.
    func checkAdministratorRemains(without user: UserSummary) async throws(APIFailure) {
        let scope = BuiltInScope.administrate.rawValue
        guard !caller.isOperator, user.disabledAt == nil, user.scopes.contains(scope) else { return }
        let enabled = try await stored { () async throws(StorageError) in
            try await services.directory.users(UserQuery(scope: scope, isDisabled: false, limit: 1))
        }
        guard enabled.total <= 1 else { return }
        throw .refused(
            .conflict,
            .lastAdministrator,
            "\(user.username) is the last enabled person who holds \(scope).",
            suggestion: "Give it to somebody else before, or use the command line of the server."
        )
    }
}
