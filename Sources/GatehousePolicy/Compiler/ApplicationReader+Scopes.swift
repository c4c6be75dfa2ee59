/// What the application's tokens carry: scopes and attributes of people.
extension ApplicationReader {
    /// Claims that the authorization server sets itself.
    static let serverClaims = [
        "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "client_id", "scope", "scp", "cnf", "act", "auth_time", "acr",
        "amr", "azp", "sid", "nonce", "at_hash",
    ]

    mutating func readPersonClaims(_ entry: LocatedEntry?) {
        guard let entry else { return }
        for (name, node) in fields.texts(of: entry.value, "'claims'") {
            if Self.serverClaims.contains(where: { $0.hasSameBytes(as: name) }) {
                fields.diagnostics.error(
                    "the claim '\(name)' is set by the server",
                    at: node.location,
                    "name attributes of people, such as 'department'"
                )
            } else {
                draft.settings.personClaims.append(name)
            }
        }
    }

    mutating func readScopes(_ entry: LocatedEntry?) {
        guard let entry else { return }
        for (name, scope) in fields.entries(of: entry.value, "'scopes'") {
            checkScopeName(name, at: scope.key.location)
            readScope(name, scope)
        }
    }

    private mutating func checkScopeName(_ name: String, at location: SourceLocation) {
        let key = draft.settings.key
        if ScopeName.predefined.contains(name) {
            fields.diagnostics.error("the scope '\(name)' is predefined by OpenID Connect", at: location, "remove it")
        } else if !ScopeName.isToken(name) {
            fields.diagnostics.error(
                "\(Quoted(name)) is not a scope",
                at: location,
                "use visible ASCII characters except '\"' and '\\', at most 200"
            )
        } else if !key.isEmpty && !ScopeName.belongs(name, to: key) {
            fields.diagnostics.error(
                "the scope '\(name)' does not begin with '\(key)_'",
                at: location,
                "write '\(key)_\(name)'"
            )
        }
    }

    private mutating func readScope(_ name: String, _ entry: LocatedEntry) {
        guard case .mapping = entry.value.content else {
            let text = fields.text(entry.value, "the sentence of '\(name)'") ?? ""
            draft.settings.scopes.append(DeclaredScope(name: name, text: text, assigned: false))
            return
        }
        let found = fields.fields(of: entry.value, "the scope '\(name)'", known: ["text", "assigned"])
        if found["text"] == nil {
            fields.diagnostics.error(
                "the scope '\(name)' has no 'text'",
                at: entry.value.location,
                "write the sentence that the consent screen shows"
            )
        }
        let text = found["text"].flatMap { fields.text($0.value, "'text'") } ?? ""
        let assigned = found["assigned"].flatMap { fields.flag($0.value, "'assigned'") } ?? false
        draft.settings.scopes.append(DeclaredScope(name: name, text: text, assigned: assigned))
    }
}
