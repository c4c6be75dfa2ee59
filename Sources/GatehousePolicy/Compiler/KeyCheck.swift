/// Short keys are unique.
enum KeyCheck {
    static func run(_ drafts: [ApplicationDraft], _ diagnostics: inout DiagnosticList) {
        var first: [String: SourceLocation] = [:]
        for draft in drafts {
            if let other = first[draft.settings.key] {
                diagnostics.error(
                    "the application '\(draft.settings.key)' is declared twice",
                    at: draft.keyLocation,
                    "it is at \(other) already: choose another key or remove one file"
                )
            } else {
                first[draft.settings.key] = draft.keyLocation
            }
        }
    }
}
