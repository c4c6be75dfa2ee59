import GatehouseJOSE
import GatehousePolicy

/// An authorization server whose tokens count for a route, and what of them counts.
struct ExplainedIssuer: Sendable {
    /// What another server's tokens are read by.
    struct Mapping: Sendable {
        /// The claims that name the subject; the first that is there counts.
        let subject: [String]
        /// The claims that name the client, in the same way.
        let client: [String]
        /// The claims that list scopes, all of which count; nil for those of our own tokens.
        let scope: [String]?
        /// For each scope that the route asks for, the names any of which stands for it: none for one that cannot be had.
        let names: [(scope: String, names: [String])]
        /// Whether the issuer is asked about opaque tokens.
        let introspects: Bool
    }

    let name: String
    /// The claim `iss`.
    let url: String
    /// What `aud` has to contain one of.
    let audiences: [String]
    /// Nil for this server's own tokens.
    let mapping: Mapping?

    /// All whose tokens count for the route, this server first; nobody's do where no token is looked at.
    static func all(
        for route: CompiledRoute,
        of application: CompiledApplication,
        own: String,
        rules: [String: ForeignTokenRules]
    ) -> [ExplainedIssuer] {
        guard route.tokenNeed != .none else { return [] }
        let ours = ExplainedIssuer(
            name: KnownIssuer.own,
            url: own,
            audiences: [application.audience],
            mapping: nil
        )
        let others = application.issuers.map { issuer in
            let rules = rules[issuer.name] ?? ForeignTokenRules()
            return ExplainedIssuer(
                name: issuer.name,
                url: issuer.url,
                audiences: application.audiences(of: issuer),
                mapping: Mapping(
                    subject: rules.subject,
                    client: rules.client,
                    scope: rules.scopes,
                    names: route.scopes.map { ($0, application.names(of: $0, at: issuer)) },
                    introspects: issuer.introspects
                )
            )
        }
        return (application.acceptsOwnIssuer ? [ours] : []) + others
    }

    /// One row for each thing that is to be said of it.
    var rows: [(String, String)] {
        var place = "\(name), \(url)"
        guard let mapping else { return [("issuer", "\(place): this server")] }
        place += ": aud \(audiences.joined(separator: " or "))"
        let scope = mapping.scope.map { $0.joined(separator: " and ") } ?? "scope, scp"
        var rows = [
            ("issuer", place),
            (
                "",
                "subject is \(mapping.subject.joined(separator: " or ")); "
                    + "client is \(mapping.client.joined(separator: " or ")); scopes are in \(scope)"
            ),
        ]
        rows += mapping.names.map { scope, names in
            ("", "\(scope) is " + (names.isEmpty ? "never in its tokens" : names.joined(separator: " or ")))
        }
        if mapping.introspects { rows.append(("", "opaque tokens are shown to it")) }
        return rows
    }

    var json: JSONObject {
        var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("url", .string(url)), ("own", .bool(mapping == nil)),
            ("audience", Self.texts(audiences)),
        ]
        if let mapping {
            members += [
                (
                    "claims",
                    .object(
                        JSONObject([
                            ("subject", Self.texts(mapping.subject)), ("client", Self.texts(mapping.client)),
                            ("scope", mapping.scope.map(Self.texts) ?? .null),
                        ])
                    )
                ),
                ("scopes", .object(JSONObject(mapping.names.map { ($0.scope, Self.texts($0.names)) }))),
                ("introspection", .bool(mapping.introspects)),
            ]
        }
        return JSONObject(members)
    }

    private static func texts(_ texts: [String]) -> JSONValue {
        .array(texts.map(JSONValue.string))
    }
}

extension CompiledRoute {
    /// The scopes that it asks for, all and any.
    fileprivate var scopes: [String] {
        requirement.allScopes + requirement.anyScope.filter { !requirement.allScopes.contains($0) }
    }
}

extension CompiledApplication {
    /// The names any of which stands for a scope in the tokens of another issuer; none if nothing does.
    fileprivate func names(of scope: String, at issuer: AcceptedIssuer) -> [String] {
        if let source = issuer.scopes.first(where: { $0.scope.hasSameBytes(as: scope) }) { return source.names }
        let isAssigned = scopes.contains { $0.assigned && $0.name.hasSameBytes(as: scope) }
        return isAssigned ? [] : [scope]
    }
}
