/// What describes a person, as an administrator wishes it, unchecked; it replaces what was.
package struct UserChanges: Sendable, Equatable {
    /// Where the person is written to; nil for none.
    package var email: String?
    /// What others read; nil for none.
    package var name: String?
    /// Facts for applications that ask for them, each with its values.
    package var attributes: [String: [String]]
    /// Assigned scopes.
    package var scopes: [String]

    package init(
        email: String? = nil,
        name: String? = nil,
        attributes: [String: [String]] = [:],
        scopes: [String] = []
    ) {
        self.email = email
        self.name = name
        self.attributes = attributes
        self.scopes = scopes
    }
}
