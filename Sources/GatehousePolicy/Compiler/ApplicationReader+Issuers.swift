/// Whose tokens the application accepts: a list of names, or a mapping that says more of each.
extension ApplicationReader {
    private static let issuerKeys = ["audience", "scopes"]

    /// Reads `issuers`, after the scopes and the audience; without it our own tokens are accepted and no others.
    mutating func readIssuers(_ entry: LocatedEntry?) {
        guard let entry else { return }
        draft.settings.acceptsOwnIssuer = false
        if case .mapping = entry.value.content {
            let entries = fields.entries(of: entry.value, "'issuers'")
            if entries.isEmpty { reportNoIssuer(at: entry.value.location) }
            for (name, entry) in entries { readIssuer(name, at: entry.key.location, terms: entry.value) }
        } else {
            for (name, node) in fields.texts(of: entry.value, "'issuers'") {
                readIssuer(name, at: node.location, terms: nil)
            }
        }
        let asked = draft.settings.issuers.filter(\.introspects).map(\.name)
        if asked.count > 1 {
            fields.diagnostics.error(
                "\(asked.joined(separator: " and ")) both have 'introspection', and an opaque token names neither",
                at: entry.key.location,
                "accept one of them: a token is shown to nobody but its issuer"
            )
        }
    }

    private mutating func reportNoIssuer(at location: SourceLocation) {
        fields.diagnostics.error("'issuers' names none", at: location, "name at least one or remove the key")
    }

    private mutating func readIssuer(_ name: String, at location: SourceLocation, terms: LocatedNode?) {
        if name.hasSameBytes(as: KnownIssuer.own) {
            draft.settings.acceptsOwnIssuer = true
            return checkOwnTerms(terms)
        }
        guard let known = context.trustedIssuers.first(where: { $0.name.hasSameBytes(as: name) }) else {
            let names = [KnownIssuer.own] + context.trustedIssuers.map(\.name)
            let advice =
                context.trustedIssuers.isEmpty
                ? "name it under 'trusted_issuers' in gateway.yaml"
                : "gateway.yaml has \(names.joined(separator: ", "))"
            fields.diagnostics.error(
                "unknown issuer \(Quoted(name))",
                at: location,
                Suggestion.nearest(to: name, among: names) ?? advice
            )
            return
        }
        let found = terms.map { issuerTerms($0, of: name) } ?? [:]
        draft.settings.issuers.append(
            AcceptedIssuer(
                name: known.name,
                url: known.url,
                audiences: found["audience"].map { fields.texts(of: $0.value, "'audience'").map(\.text) }
                    ?? known.audiences,
                scopes: found["scopes"].map { readScopeSources($0.value, of: name) } ?? [],
                introspects: known.introspects
            )
        )
    }

    /// `keycloak:` alone says nothing more of it.
    private mutating func issuerTerms(_ node: LocatedNode, of name: String) -> [String: LocatedEntry] {
        if case .scalar("", isPlain: true) = node.content { return [:] }
        return fields.fields(of: node, "the issuer '\(name)'", known: Self.issuerKeys)
    }

    private mutating func checkOwnTerms(_ terms: LocatedNode?) {
        guard let terms else { return }
        switch terms.content {
        case .scalar("", isPlain: true), .mapping([]): return
        default:
            fields.diagnostics.error(
                "our own tokens need no terms",
                at: terms.location,
                "write '\(KnownIssuer.own):' and nothing after it"
            )
        }
    }

    private mutating func readScopeSources(_ node: LocatedNode, of issuer: String) -> [AcceptedIssuer.ScopeSource] {
        var sources: [AcceptedIssuer.ScopeSource] = []
        for (scope, entry) in fields.entries(of: node, "'scopes' of the issuer '\(issuer)'") {
            guard checkScope(scope, entry.key, others: []) else { continue }
            let names = fields.texts(of: entry.value, "what '\(issuer)' calls '\(scope)'").map(\.text)
            sources.append(AcceptedIssuer.ScopeSource(scope: scope, names: names))
        }
        return sources
    }

    /// What only clients of our own can use, in an application that does not accept their tokens.
    mutating func warnOfUnusableClients(_ found: [String: LocatedEntry]) {
        guard !draft.settings.acceptsOwnIssuer else { return }
        for key in ["clients", "grants"] {
            guard let entry = found[key] else { continue }
            fields.diagnostics.warn(
                "'\(key)' is about this server's own clients, whose tokens 'issuers' does not accept",
                at: entry.key.location,
                "add '\(KnownIssuer.own)' to 'issuers', or remove '\(key)'"
            )
        }
    }
}
