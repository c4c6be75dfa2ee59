import GatehouseJOSE
import GatehouseOAuth

/// The form of a client, with what it would cause beside it.
struct ClientFormPage: BoardPage {
    static let template = "boardClientForm"

    let frame: DashboardFrame
    let title: String
    let lead: String
    /// The client's page; nil for a new one.
    let client: BoardLink?
    let form: ClientForm
    let preview: ClientPreview
    /// "Create client".
    let submit: String
    let next: String
    /// What cannot be changed any more; nil for a new client.
    let fixed: FixedFacts?
    /// What somebody else made of the client meanwhile; nil without a conflict.
    let conflict: ClientConflict?

    /// What was settled when the client was made.
    struct FixedFacts: Sendable, Equatable {
        let id: String
        let application: String
        let kind: String
    }
}

extension ClientFormPage {
    /// The form for a new client.
    static func new(_ form: ClientForm, _ kind: ClientKind, preview: ClientPreview, frame: DashboardFrame) -> Self {
        ClientFormPage(
            frame: frame,
            title: kind == .code ? "New client: people sign in" : "New client: service to service",
            lead: kind == .code
                ? "Authorization code with PKCE. For every front end: single-page and mobile apps as well as "
                    + "web applications with a server."
                : "Client credentials. A program calls your API in its own name, nobody signs in.",
            client: nil,
            form: form,
            preview: preview,
            submit: "Create client",
            next: kind == .code
                ? "Next: the values and snippets to paste." : "Next: the secret, once, and a request to paste.",
            fixed: nil,
            conflict: nil
        )
    }

    /// The form for one that is registered.
    static func edit(
        _ form: ClientForm,
        _ client: ClientSummary,
        applicationName: String?,
        preview: ClientPreview,
        conflict: ClientConflict? = nil,
        frame: DashboardFrame
    ) -> Self {
        ClientFormPage(
            frame: frame,
            title: "Edit \(PageWords.name(client.name))",
            lead: "What you save counts from the next request on. "
                + "Tokens that were issued stay, unless you take away a scope.",
            client: BoardLink(PageWords.name(client.name), ClientPath.page(client.clientID)),
            form: form,
            preview: preview,
            submit: "Save changes",
            next: "The client id and its secrets stay.",
            fixed: FixedFacts(
                id: client.clientID,
                application: applicationName ?? client.application,
                kind: ClientKind(client).words + (client.isPublic ? ", public" : "")
            ),
            conflict: conflict
        )
    }
}

/// What changed under the hands of an administrator who had the form open.
struct ClientConflict: Sendable, Equatable {
    /// Who did it and when; nil if the audit log does not say.
    let actor: String?
    let time: PageTime?
    /// "Scopes: tstapp_data.read".
    let changes: [Change]

    /// A field that is not what was typed.
    struct Change: Sendable, Equatable {
        let field: String
        let value: String
    }

    /// What stands now beside what was typed.
    init(typed: ClientFormValues, standing: ClientSummary, actor: String?, time: PageTime?) {
        self.actor = actor
        self.time = time
        let now = ClientFormValues(standing)
        func change(_ field: String, _ one: String, _ other: String) -> Change? {
            one.hasSameBytes(as: other) ? nil : Change(field: field, value: other.isEmpty ? "none" : other)
        }
        let typedRedirects = typed.typedRedirects.map(\.text).joined(separator: " ")
        changes = [
            change("Name", typed.name, now.name),
            change("Privacy policy URL", typed.policyURI, now.policyURI),
            change("Terms of service URL", typed.termsURI, now.termsURI),
            change("Redirect URLs", typedRedirects, now.typedRedirects.map(\.text).joined(separator: " ")),
            change("Scopes", typed.allScopes.sorted().joined(separator: " "), now.allScopes.joined(separator: " ")),
            change("Access token, seconds", typed.accessSeconds, now.accessSeconds),
            change("Refresh token, seconds", typed.refreshSeconds, now.refreshSeconds),
            change("First party", typed.isFirstParty ? "yes" : "no", now.isFirstParty ? "yes" : "no"),
        ]
        .compactMap(\.self)
    }
}
