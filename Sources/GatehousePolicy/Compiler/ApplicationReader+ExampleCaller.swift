/// Who asks in an example.
extension ApplicationReader {
    /// A token with the described facts, or nil if none is described.
    mutating func readCaller(_ found: [String: LocatedEntry]) -> PolicyCaller? {
        let keys = ["scopes", "client", "claims", "auth_age", "issuer"]
        guard keys.contains(where: { found[$0] != nil }) else { return nil }
        var caller = PolicyCaller()
        if let scopes = found["scopes"] { caller.scopes = readExampleScopes(scopes.value) }
        if let client = found["client"].flatMap({ fields.text($0.value, "'client'") }) { caller.client = client }
        if let claims = found["claims"] { caller.claims = readExampleClaims(claims.value) }
        caller.authenticationAge = found["auth_age"].flatMap { fields.seconds($0.value, "'auth_age'", from: 0) }
        if let issuer = found["issuer"] { caller.issuer = readExampleIssuer(issuer.value) }
        return caller
    }

    /// The other issuer of an example's token; nil for our own.
    private mutating func readExampleIssuer(_ node: LocatedNode) -> String? {
        guard let name = fields.text(node, "'issuer'"), !name.hasSameBytes(as: KnownIssuer.own) else { return nil }
        let names = draft.settings.issuers.map(\.name)
        if !names.contains(where: { $0.hasSameBytes(as: name) }) {
            fields.diagnostics.error(
                "the application does not accept tokens of \(Quoted(name))",
                at: node.location,
                Suggestion.nearest(to: name, among: names) ?? "name it under 'issuers'"
            )
        }
        return name
    }

    /// A misspelt scope of this application would make an example prove nothing.
    mutating func checkExampleScope(_ scope: String, at location: SourceLocation) {
        let declared = draft.settings.scopes.map(\.name)
        let key = draft.settings.key
        guard !key.isEmpty, ScopeName.belongs(scope, to: key), !declared.contains(scope) else { return }
        let suggestion = Suggestion.nearest(to: scope, among: declared) ?? "declare it under 'scopes'"
        fields.diagnostics.error("unknown scope \(Quoted(scope))", at: location, suggestion)
    }

    // A token without scopes is described by an empty list.
    private mutating func readExampleScopes(_ node: LocatedNode) -> [String] {
        if case .sequence(let elements) = node.content, elements.isEmpty { return [] }
        let scopes = fields.texts(of: node, "'scopes'")
        for (scope, element) in scopes { checkExampleScope(scope, at: element.location) }
        return scopes.map(\.text)
    }

    private mutating func readExampleClaims(_ node: LocatedNode) -> [String: ClaimValue] {
        var claims: [String: ClaimValue] = [:]
        for (name, entry) in fields.entries(of: node, "'claims'") {
            if case .sequence(let elements) = entry.value.content {
                claims[name] = .array(elements.compactMap { readClaimValue($0, "the claim '\(name)'") })
            } else {
                claims[name] = readClaimValue(entry.value, "the claim '\(name)'")
            }
        }
        return claims
    }
}
