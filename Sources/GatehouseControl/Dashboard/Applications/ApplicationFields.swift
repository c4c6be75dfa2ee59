/// Reads an application from the fields of its form.
enum ApplicationFields {
    /// More rows than any application has.
    private static let maximumRows = 500

    /// What was typed; rows that are empty are left out, unless a button is about to count them.
    static func draft(_ fields: DashboardFields, key: String? = nil) -> ApplicationDraft {
        let keeps = fields["add"] != nil || fields["remove"] != nil
        return read(fields, key: key, keepsEmptyRows: keeps)
    }

    private static func read(_ fields: DashboardFields, key: String?, keepsEmptyRows keeps: Bool) -> ApplicationDraft {
        ApplicationDraft(
            key: key ?? fields["key"] ?? "",
            name: fields["name"] ?? "",
            upstreams: texts(fields, "upstream", false),
            hosts: texts(fields, "host", keeps),
            prefix: fields["prefix"] ?? "",
            stripPrefix: fields["strip_prefix"] == "yes",
            audience: fields["audience"] ?? "",
            scopes: scopes(fields, keeps),
            routes: routes(fields, keeps)
        )
    }

    /// The same draft with a row more, or one less, if a button asks for that; nil if none does.
    static func changedRows(_ fields: DashboardFields, _ draft: ApplicationDraft) -> ApplicationDraft? {
        var draft = draft
        if let list = fields["add"] {
            switch list {
            case "host": draft.hosts.append("")
            case "scope": draft.scopes.append(ApplicationDraft.Scope(name: "", text: ""))
            case "route": draft.routes.append(ApplicationDraft.Route(match: "", requirement: ""))
            default: return nil
            }
            return draft
        }
        guard let removed = fields["remove"] else { return nil }
        let parts = removed.split(separator: ".", maxSplits: 1)
        guard parts.count == 2, let index = Int(parts[1]) else { return nil }
        switch parts[0] {
        case "host": draft.hosts.removeRow(at: index)
        case "scope": draft.scopes.removeRow(at: index)
        case "route": draft.routes.removeRow(at: index)
        default: return nil
        }
        return draft
    }

    private static func texts(_ fields: DashboardFields, _ name: String, _ keeps: Bool) -> [String] {
        fields.all(name).prefix(maximumRows).filter { keeps || !$0.isEmpty }
    }

    private static func scopes(_ fields: DashboardFields, _ keeps: Bool) -> [ApplicationDraft.Scope] {
        let names = fields.all("scope_name").prefix(maximumRows)
        let texts = fields.all("scope_text")
        // A box that is not ticked sends nothing, so each says its row.
        let assigned = Set(fields.all("scope_assigned"))
        return names.enumerated()
            .compactMap { index, name in
                let text = index < texts.count ? texts[index] : ""
                guard keeps || !name.isEmpty || !text.isEmpty else { return nil }
                return ApplicationDraft.Scope(name: name, text: text, isAssigned: assigned.contains(String(index)))
            }
    }

    private static func routes(_ fields: DashboardFields, _ keeps: Bool) -> [ApplicationDraft.Route] {
        let requirements = fields.all("route_requirement")
        return fields.all("route_match").prefix(maximumRows).enumerated()
            .compactMap { index, match in
                let requirement = index < requirements.count ? requirements[index] : ""
                guard keeps || !match.isEmpty || !requirement.isEmpty else { return nil }
                return ApplicationDraft.Route(match: match, requirement: requirement)
            }
    }
}

extension Array {
    /// Takes out what stands at an index from outside, if something does.
    fileprivate mutating func removeRow(at index: Int) {
        if indices.contains(index) { remove(at: index) }
    }
}
