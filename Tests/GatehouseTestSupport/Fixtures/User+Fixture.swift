package import GatehouseOAuth

extension UserID {
    /// The id of a number, which is not random at all.
    package static func fixture(_ number: Int) -> UserID {
        let digits = String(number)
        let text = "00000000-0000-4000-8000-" + String(repeating: "0", count: max(12 - digits.utf8.count, 0)) + digits
        guard let id = UserID(text) else {
            preconditionFailure("\(text) is not a user id")
        }
        return id
    }
}

extension Username {
    /// A name that is known to be one; stops the test run if it is not.
    package static func fixture(_ value: String) -> Username {
        guard let name = Username(value) else {
            preconditionFailure("\(value) is not a user name")
        }
        return name
    }
}

extension User {
    /// A person; a test states only what matters to it.
    ///
    /// `password` is hashed as `PlainPasswords` does.
    package static func fixture(
        _ username: String,
        id: UserID = .fixture(1),
        email: String? = nil,
        name: String? = nil,
        password: String? = nil,
        attributes: [String: [String]] = [:],
        assignedScopes: [String] = [],
        secondFactor: SecondFactor? = nil,
        createdAt: Int64 = 1_000,
        passwordChangedAt: Int64? = nil,
        disabledAt: Int64? = nil,
        revokedBefore: Int64? = nil
    ) -> User {
        User(
            id: id,
            username: .fixture(username),
            email: email.flatMap { EmailAddress($0) },
            name: name.flatMap { PersonName($0) },
            passwordHash: password.flatMap { PlainPasswords.hash(of: $0) },
            attributes: attributes,
            assignedScopes: ScopeSet(assignedScopes),
            secondFactor: secondFactor,
            createdAt: createdAt,
            passwordChangedAt: passwordChangedAt,
            disabledAt: disabledAt,
            revokedBefore: revokedBefore
        )
    }
}
