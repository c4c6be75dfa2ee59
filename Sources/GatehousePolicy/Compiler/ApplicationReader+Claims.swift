/// Claims as routes ask for them.
extension ApplicationReader {
    mutating func readClaims(_ node: LocatedNode) -> [ClaimCondition] {
        var conditions: [ClaimCondition] = []
        let entries = fields.entries(of: node, "'claims'")
        if entries.isEmpty, case .mapping = node.content {
            fields.diagnostics.error(
                "'claims' is empty",
                at: node.location,
                "write 'claims: { department: [finance] }'"
            )
        }
        for (name, entry) in entries {
            var values: [ClaimValue] = []
            for element in fields.elements(of: entry.value, "the claim '\(name)'") {
                if let value = readClaimValue(element, "the claim '\(name)'") { values.append(value) }
            }
            warnOfUnknownClaim(name, at: entry.key.location)
            conditions.append(ClaimCondition(name: name, values: values))
        }
        return conditions
    }

    /// A JSON scalar; words that YAML versions read differently must be quoted.
    mutating func readClaimValue(_ node: LocatedNode, _ what: String) -> ClaimValue? {
        guard case .scalar(let text, let isPlain) = node.content else {
            fields.diagnostics.error(
                "a value of \(what) is not a single value",
                at: node.location,
                "list single values"
            )
            return nil
        }
        guard isPlain else { return .string(text) }
        if let value = PlainScalar.value(of: text) { return value }
        fields.diagnostics.error(
            "\(Quoted(text)) could be a text or something else",
            at: node.location,
            "write \"\(text)\" in quotes for a text, or a JSON number, true, false or null"
        )
        return nil
    }

    private mutating func warnOfUnknownClaim(_ name: String, at location: SourceLocation) {
        let known = draft.settings.personClaims + Self.serverClaims
        guard !known.contains(where: { $0.hasSameBytes(as: name) }) else { return }
        fields.diagnostics.warn(
            "tokens of this server do not carry the claim \(Quoted(name))",
            at: location,
            Suggestion.nearest(to: name, among: draft.settings.personClaims)
                ?? "list it under the application's 'claims'"
        )
    }
}
