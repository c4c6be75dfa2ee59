/// How much there is of everything.
package struct DirectoryCounts: Sendable, Equatable {
    /// All clients.
    package var clients: Int
    /// Of which so many are disabled.
    package var disabledClients: Int
    /// All people.
    package var users: Int
    /// Of which so many are disabled.
    package var disabledUsers: Int
    /// Clients by the short key of their application.
    package var clientsByApplication: [String: Int]

    /// Without arguments, nothing of anything.
    package init(
        clients: Int = 0,
        disabledClients: Int = 0,
        users: Int = 0,
        disabledUsers: Int = 0,
        clientsByApplication: [String: Int] = [:]
    ) {
        self.clients = clients
        self.disabledClients = disabledClients
        self.users = users
        self.disabledUsers = disabledUsers
        self.clientsByApplication = clientsByApplication
    }
}
