/// Names by id; who is not there is gone.
package struct DirectoryNames: Sendable, Equatable {
    /// The clients' names by their ids.
    package var clients: [String: String]
    /// The people's user names by their ids.
    package var users: [String: String]

    /// Without arguments, nobody is there.
    package init(clients: [String: String] = [:], users: [String: String] = [:]) {
        self.clients = clients
        self.users = users
    }
}
