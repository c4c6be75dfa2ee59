/// The routes: what each line's key and value say.
extension ApplicationReader {
    mutating func readRoutes(_ entry: LocatedEntry?) {
        guard let entry else {
            fields.diagnostics.error(
                "'routes' is missing",
                at: draft.location,
                "write a line for each path that is let in, such as 'GET /health: public'"
            )
            return
        }
        let parser = PathTemplateParser(options: draft.settings.pathOptions)
        for (text, line) in fields.entries(of: entry.value, "'routes'") {
            let access = readAccess(line.value)
            do throws(FieldProblem) {
                let key = try RouteKey.parse(text)
                let template = try parser.parse(key.path)
                guard let access else { continue }
                draft.routes.append(
                    RouteDraft(
                        methods: key.methods,
                        text: key.path,
                        template: template,
                        access: access,
                        location: line.key.location
                    )
                )
            } catch {
                fields.diagnostics.error(error.message, at: line.key.location, error.suggestion)
            }
        }
    }

    /// A word, a scope, a list of scopes or a mapping.
    private mutating func readAccess(_ node: LocatedNode) -> RouteAccess? {
        switch node.content {
        case .scalar:
            guard let text = fields.text(node, "what the route needs") else { return nil }
            return readWord(text, node)
        case .sequence:
            let scopes = readScopeList(node, "the list of scopes")
            return access(allScopes: scopes)
        case .mapping:
            return readConditions(node)
        }
    }

    private mutating func readWord(_ text: String, _ node: LocatedNode) -> RouteAccess? {
        switch text {
        case "public": RouteAccess(tokenNeed: .none, requirement: .nothing)
        case "optional": RouteAccess(tokenNeed: .optional, requirement: .nothing)
        case "authenticated": RouteAccess(tokenNeed: .required, requirement: .nothing)
        default: checkScope(text, node, others: ScopeName.words) ? access(allScopes: [text]) : nil
        }
    }

    private func access(
        allScopes: [String] = [],
        anyScope: [String] = [],
        claims: [ClaimCondition] = [],
        clients: [String] = [],
        maximumAge: Int64? = nil
    ) -> RouteAccess {
        let requirement = Requirement(
            allScopes: allScopes,
            anyScope: anyScope,
            claims: claims,
            clients: clients,
            maximumAge: maximumAge
        )
        return RouteAccess(tokenNeed: .required, requirement: requirement)
    }

    private mutating func readConditions(_ node: LocatedNode) -> RouteAccess? {
        let conditions = ["any", "all", "claims", "clients", "max_age"]
        let others = ["cors", "limits", "timeouts", "size_limits"]
        let keys = conditions + ["access"] + others
        let found = fields.fields(of: node, "a requirement", known: keys, misplaced: MisplacedKeys.route)
        if case .mapping(let entries) = node.content, entries.isEmpty {
            fields.diagnostics.error("the requirement is empty", at: node.location, "write 'authenticated' or 'public'")
        }
        let word = found["access"]?.value
        let condition = conditions.first { found[$0] != nil }
        if others.contains(where: { found[$0] != nil }), word == nil, condition == nil {
            fields.diagnostics.error(
                "the requirement does not say who may call",
                at: node.location,
                "add 'access: public', 'access: authenticated' or 'all: [scope]'"
            )
        }
        var access = word.map { readAccessWord($0, beside: condition) } ?? readConditions(found)
        access.crossOrigin = found["cors"].flatMap { crossOrigin($0, needsToken: access.tokenNeed == .required) }
        access.limits = found["limits"].map { limits($0.value, mayName: false) } ?? []
        access.bounds = bounds(found, ofRoute: true)
        return access
    }

    private mutating func readConditions(_ found: [String: LocatedEntry]) -> RouteAccess {
        access(
            allScopes: found["all"].map { readScopeList($0.value, "'all'") } ?? [],
            anyScope: found["any"].map { readScopeList($0.value, "'any'") } ?? [],
            claims: found["claims"].map { readClaims($0.value) } ?? [],
            clients: found["clients"].map { readClients($0.value) } ?? [],
            maximumAge: found["max_age"].flatMap { fields.seconds($0.value, "'max_age'", from: 1) }
        )
    }

    /// `access` is for mappings that say something else than who may call.
    private mutating func readAccessWord(_ node: LocatedNode, beside condition: String?) -> RouteAccess {
        guard let text = fields.text(node, "'access'") else { return access() }
        guard ScopeName.words.contains(text) else {
            fields.diagnostics.error(
                "\(Quoted(text)) is no choice for 'access'",
                at: node.location,
                Suggestion.nearest(to: text, among: ScopeName.words)
                    ?? "write \(ScopeName.words.joined(separator: ", ")), or a scope under 'all'"
            )
            return access()
        }
        if let condition {
            fields.diagnostics.error(
                "'access: \(text)' says who may call, and so does '\(condition)'",
                at: node.location,
                "remove one"
            )
        }
        return readWord(text, node) ?? access()
    }

    private mutating func readClients(_ node: LocatedNode) -> [String] {
        var clients: [String] = []
        for (text, element) in fields.texts(of: node, "'clients'") {
            let isIdentifier =
                text.utf8.count <= 200 && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A }
            if isIdentifier {
                clients.append(text)
            } else {
                fields.diagnostics.error(
                    "\(Quoted(text)) is not a client's identifier",
                    at: element.location,
                    "use at most 200 visible ASCII characters without ':'"
                )
            }
        }
        return clients
    }

    private mutating func readScopeList(_ node: LocatedNode, _ what: String) -> [String] {
        var scopes: [String] = []
        for (text, element) in fields.texts(of: node, what) where checkScope(text, element, others: []) {
            scopes.append(text)
        }
        return scopes
    }
}
