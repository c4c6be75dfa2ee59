/// A person as lists show them.
package struct UserSummary: Codable, Sendable, Equatable {
    /// `sub` of the person's tokens.
    package let id: String
    /// What the person types to sign in.
    package let username: String
    /// Where mail reaches them; nil if nobody knows.
    package let email: String?
    /// The name for people; nil if none was given.
    package let name: String?
    /// Facts for applications that ask for them.
    package let attributes: [String: [String]]
    /// The assigned scopes, sorted.
    package let scopes: [String]
    /// Whether a second factor is asked for.
    package let hasSecondFactor: Bool
    /// Whether a password was set.
    package let hasPassword: Bool
    /// When the person was registered, in Unix seconds.
    package let createdAt: Int64
    /// Since when the person may not sign in; nil if they may.
    package let disabledAt: Int64?
    /// Changes with every change, and tells nothing else.
    package let version: String

    package init(_ user: User) {
        id = user.id.value
        username = user.username.value
        email = user.email?.value
        name = user.name?.value
        attributes = user.attributes
        scopes = user.assignedScopes.names
        hasSecondFactor = user.secondFactor != nil
        hasPassword = user.passwordHash != nil
        createdAt = user.createdAt
        disabledAt = user.disabledAt
        version = user.version
    }

    private enum CodingKeys: String, CodingKey {
        case id = "sub"
        case username
        case email
        case name
        case attributes
        case scopes
        case hasSecondFactor = "second_factor"
        case hasPassword = "password_set"
        case createdAt = "created_at"
        case disabledAt = "disabled_at"
        case version
    }
}

/// A person with the password that chance chose for them just now; encodes as one flat object.
package struct CreatedUser: Codable, Sendable, Equatable {
    /// The person after the change.
    package let user: UserSummary
    /// The password, never shown again; nil where the administrator chose it.
    package let password: String?

    package init(user: UserSummary, password: String?) {
        self.user = user
        self.password = password
    }

    private enum CodingKeys: String, CodingKey {
        case password
    }

    package init(from decoder: any Decoder) throws {
        user = try UserSummary(from: decoder)
        password = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(String.self, forKey: .password)
    }

    package func encode(to encoder: any Encoder) throws {
        try user.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(password, forKey: .password)
    }
}
