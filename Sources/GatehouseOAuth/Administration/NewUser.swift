/// A person as an administrator wishes for them, unchecked.
package struct NewUser: Sendable, Equatable {
    /// What the person types to sign in.
    package let username: String
    /// Where the person is written to.
    package let email: String?
    /// What others read.
    package let name: String?
    /// Nil lets chance choose; the answer shows it once.
    package let password: String?
    /// Facts for applications that ask for them, each with its values.
    package let attributes: [String: [String]]
    /// Assigned scopes.
    package let scopes: [String]
    /// Whether the person administrates this server.
    package let isAdministrator: Bool

    package init(
        username: String,
        email: String? = nil,
        name: String? = nil,
        password: String? = nil,
        attributes: [String: [String]] = [:],
        scopes: [String] = [],
        isAdministrator: Bool = false
    ) {
        self.username = username
        self.email = email
        self.name = name
        self.password = password
        self.attributes = attributes
        self.scopes = scopes
        self.isAdministrator = isAdministrator
    }
}
