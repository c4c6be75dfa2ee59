/// What clients may do: grants and scopes.
extension ApplicationReader {
    mutating func readGrants(_ entry: LocatedEntry?, of client: DeclaredClient) -> [String] {
        guard let entry else {
            fields.diagnostics.error(
                "the client '\(client.id)' has no 'grant'",
                at: client.location,
                "write 'client_credentials' for a program of its own, 'authorization_code' where people sign in"
            )
            return []
        }
        var grants: [String] = []
        for (word, node) in fields.texts(of: entry.value, "'grant'") {
            if let grant = ClientGrants.all.first(where: { $0.hasSameBytes(as: word) }) {
                grants.append(grant)
                checkGrant(grant, of: client, at: node.location)
            } else {
                let meant = ClientGrants.suggestion(for: word)
                fields.diagnostics.error("unknown grant \(Quoted(word))", at: node.location, meant)
            }
        }
        if grants.contains(ClientGrants.refreshToken), !ClientGrants.areForPeople(grants) {
            fields.diagnostics.error(
                "the grant 'refresh_token' goes together with 'authorization_code'",
                at: entry.value.location,
                "add that one, or remove this"
            )
        }
        return grants
    }

    // RFC 6749 §4.4, RFC 8693 §5: only who proves who it is may use these.
    private mutating func checkGrant(_ grant: String, of client: DeclaredClient, at location: SourceLocation) {
        guard client.isPublic, [ClientGrants.clientCredentials, ClientGrants.tokenExchange].contains(grant) else {
            return
        }
        fields.diagnostics.error(
            "a public client cannot use '\(grant)'",
            at: location,
            "remove it, or give the client a 'secret_file' instead of 'public: true'"
        )
    }

    mutating func readClientScopes(_ entry: LocatedEntry?, of client: DeclaredClient) -> [String] {
        guard let entry else {
            let wanted = "list the scopes of this application that it may ask for"
            fields.diagnostics.error("the client '\(client.id)' has no 'scopes'", at: client.location, wanted)
            return []
        }
        var scopes: [String] = []
        for (name, node) in fields.texts(of: entry.value, "'scopes'") where isScope(name, of: client, node) {
            scopes.append(name)
        }
        return scopes
    }

    private mutating func isScope(_ name: String, of client: DeclaredClient, _ node: LocatedNode) -> Bool {
        guard ScopeName.predefined.contains(where: { $0.hasSameBytes(as: name) }) else {
            return isOwnScope(name, node, orElse: "its own application gives it, under 'grants: { \(client.id): … }'")
        }
        guard client.grants.isEmpty || ClientGrants.areForPeople(client.grants) else {
            fields.diagnostics.error(
                "'\(name)' is for clients where people sign in",
                at: node.location,
                "name scopes of this application, or add the grant 'authorization_code'"
            )
            return false
        }
        return true
    }

    /// Scopes that this application gives to clients of others.
    mutating func readGivenScopes(_ entry: LocatedEntry?) {
        guard let entry else { return }
        for (client, given) in fields.entries(of: entry.value, "'grants'") {
            guard ClientName.isValid(client) else {
                let message = "\(Quoted(client)) is not a client id"
                fields.diagnostics.error(message, at: given.key.location, ClientName.rule)
                continue
            }
            var scopes: [String] = []
            for (name, node) in fields.texts(of: given.value, "the scopes for '\(client)'")
            where isOwnScope(name, node, orElse: "an application gives scopes of its own only") {
                scopes.append(name)
            }
            draft.settings.grants.append(
                DeclaredGrant(
                    application: draft.settings.key,
                    client: client,
                    scopes: scopes,
                    location: given.key.location
                )
            )
        }
    }

    /// Says whether the scope is declared here; if not, explains what to write instead.
    private mutating func isOwnScope(_ name: String, _ node: LocatedNode, orElse foreign: String) -> Bool {
        let declared = draft.settings.scopes.map(\.name)
        if declared.contains(where: { $0.hasSameBytes(as: name) }) { return true }
        let key = draft.settings.key
        let near = Suggestion.nearest(to: name, among: declared)
        if ScopeName.predefined.contains(where: { $0.hasSameBytes(as: name) }) {
            let message = "'\(name)' is a scope of OpenID Connect and no application's to give"
            fields.diagnostics.error(message, at: node.location, "remove it")
        } else if name.utf8.starts(with: "gatehouse_".utf8) {
            let message = "'\(name)' is a scope of the built-in application"
            fields.diagnostics.error(message, at: node.location, "only an administrator gives it: remove it here")
        } else if !ScopeName.isToken(name) {
            fields.diagnostics.error("\(Quoted(name)) is not a scope", at: node.location, near)
        } else if near == nil, !key.isEmpty, !ScopeName.belongs(name, to: key) {
            fields.diagnostics.error("'\(name)' is not a scope of this application", at: node.location, foreign)
        } else {
            let wanted = near ?? "declare it under 'scopes' with a sentence for the consent screen"
            fields.diagnostics.error("unknown scope '\(name)'", at: node.location, wanted)
        }
        return false
    }
}
