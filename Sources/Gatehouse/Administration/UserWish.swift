import GatehouseOAuth

/// Describes a person who is to be registered, in the words of the command line.
package struct UserWish: Sendable {
    /// What the person will type to sign in.
    package var username: String
    /// Where the person is written to.
    package var email: String?
    /// What others read.
    package var name: String?
    /// Nil lets chance choose.
    package var password: String?
    /// `name=value`, several with the same name for several values.
    package var attributes: [String] = []
    /// Assigned scopes.
    package var scopes: [String] = []
    /// Whether the person administrates this server.
    package var isAdministrator = false

    /// Creates a wish for somebody of that user name.
    package init(username: String) {
        self.username = username
    }

    /// The wish as the command that carries it out.
    func command() throws(ExitFailure) -> AdminCommand {
        var values: [String: [String]] = [:]
        for attribute in attributes {
            let parts = attribute.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                throw ExitFailure(
                    .wrongUse,
                    "\(attribute) is not an attribute.",
                    hint: "Write --attribute department=finance."
                )
            }
            values[String(parts[0]), default: []].append(String(parts[1]))
        }
        return .createUser(
            NewUser(
                username: username,
                email: email,
                name: name,
                password: password,
                attributes: values,
                scopes: scopes,
                isAdministrator: isAdministrator
            )
        )
    }
}
