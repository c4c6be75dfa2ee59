import GatehouseJOSE

extension Administration {
    /// Everything that is wrong with a new client, or with what is to become of an existing one, each with its field;
    /// nothing is changed.
    package func problems(
        of wish: NewClient,
        updating id: ClientID? = nil
    ) async throws(StorageError) -> [FieldRefusal] {
        let catalog = catalog.catalog()
        if let id {
            guard let client = try await clients.client(id) else {
                let refusal = AdminRefusal(.unknownClient, "There is no client with that id.")
                return [FieldRefusal("client_id", refusal)]
            }
            let (_, problems) = Self.review { () throws(FieldRefusals) in
                try ClientUpdate(wish, of: client, catalog: catalog)
            }
            return problems
        }
        var (_, problems) = Self.review { () throws(FieldRefusals) in
            try ClientRegistration(checking: wish, catalog: catalog, by: .administrator)
        }
        if let chosen = wish.clientID.flatMap({ ClientID($0) }), try await clients.client(chosen) != nil {
            problems.append(FieldRefusal("client_id", .clientExists(chosen)))
        }
        return problems
    }

    /// Everything that is wrong with a new person, each with its field; nothing is changed.
    package func problems(of wish: NewUser) async throws(StorageError) -> [FieldRefusal] {
        let catalog = catalog.catalog()
        var (registration, problems) = Self.review { () throws(FieldRefusals) in
            try UserRegistration(checking: wish, catalog: catalog)
        }
        if let registration { problems += try await nameProblems(of: registration, existing: nil) }
        if let password = wish.password, let username = Username(wish.username) {
            do throws(PasswordFlaw) {
                let email = wish.email.flatMap { EmailAddress($0) }
                try PasswordRule.check(Secret(password), username: username, email: email)
            } catch {
                let refusal = AdminRefusal(.invalidPassword, error.sentence, suggestion: error.nextStep)
                problems.append(FieldRefusal("password", refusal))
            }
        }
        return problems
    }

    /// Everything that is wrong with what is to become of a person, each with its field; nothing is changed.
    package func problems(of changes: UserChanges, for id: UserID) async throws(StorageError) -> [FieldRefusal] {
        guard let user = try await people.users.user(id) else {
            return [FieldRefusal("user", AdminRefusal(.unknownUser, "There is nobody with that id."))]
        }
        let catalog = catalog.catalog()
        var (registration, problems) = Self.review { () throws(FieldRefusals) in
            try UserRegistration(checking: changes, of: user, catalog: catalog)
        }
        if let registration { problems += try await nameProblems(of: registration, existing: user) }
        return problems
    }

    /// What a check answers, or all that it refuses.
    private static func review<Value>(_ body: () throws(FieldRefusals) -> Value) -> (Value?, [FieldRefusal]) {
        do {
            return (try body(), [])
        } catch {
            return (nil, error.all)
        }
    }
}
