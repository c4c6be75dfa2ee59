/// Client ids are unique over all files, and no file gives scopes to a client that it declares.
enum ClientCheck {
    static func run(_ drafts: [ApplicationDraft], _ diagnostics: inout DiagnosticList) {
        var first: [String: SourceLocation] = [:]
        for client in drafts.flatMap(\.settings.clients) {
            if let other = first[client.id] {
                diagnostics.error(
                    "the client '\(client.id)' is declared twice",
                    at: client.location(of: "id"),
                    "it is at \(other) already: choose another id or remove one"
                )
            } else {
                first[client.id] = client.location(of: "id")
            }
        }
        for draft in drafts { checkGrants(of: draft, &diagnostics) }
    }

    private static func checkGrants(of draft: ApplicationDraft, _ diagnostics: inout DiagnosticList) {
        for grant in draft.settings.grants {
            guard draft.settings.clients.contains(where: { $0.id.hasSameBytes(as: grant.client) }) else { continue }
            diagnostics.error(
                "the client '\(grant.client)' is declared in this file",
                at: grant.location,
                "write these scopes under its own 'scopes'"
            )
        }
    }
}
