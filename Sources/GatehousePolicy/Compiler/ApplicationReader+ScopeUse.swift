/// Scopes as routes name them.
extension ApplicationReader {
    /// Says whether the scope is declared here; if not, explains what to write instead.
    mutating func checkScope(_ name: String, _ node: LocatedNode, others: [String]) -> Bool {
        let declared = draft.settings.scopes.map(\.name)
        if declared.contains(where: { $0.hasSameBytes(as: name) }) { return true }
        let (message, suggestion) = explain(name, declared: declared, others: others)
        fields.diagnostics.error(message, at: node.location, suggestion)
        return false
    }

    private func explain(_ name: String, declared: [String], others: [String]) -> (String, String?) {
        let key = draft.settings.key
        if ScopeName.words.contains(name) {
            return ("'\(name)' is a word and not a scope", "write it alone: 'GET /path: \(name)'")
        }
        if ScopeName.predefined.contains(name) {
            return (
                "'\(name)' is a scope of OpenID Connect: it opens no application's route",
                "declare a scope of this application under 'scopes', or write 'authenticated' for any valid token"
            )
        }
        if name.utf8.starts(with: "gatehouse_".utf8) {
            return ("'\(name)' is a scope of the built-in application", "name a scope that is declared here")
        }
        let near = Suggestion.nearest(to: name, among: declared + others)
        guard ScopeName.isToken(name) else { return ("\(Quoted(name)) is not a scope", near) }
        guard key.isEmpty || ScopeName.belongs(name, to: key) else {
            let rule = "scopes of this application begin with '\(key)_'"
            return ("unknown scope '\(name)'", near ?? rule)
        }
        return ("unknown scope '\(name)'", near ?? "declare it under 'scopes' with a sentence for the consent screen")
    }
}
