/// The form that makes an application, or changes one.
struct ApplicationFormPage: BoardPage {
    static let template = "boardApplicationForm"

    /// A row with one field.
    struct TextRow: Sendable, Equatable {
        let field: BoardField
        /// For ears: "Host 2".
        let label: String
        /// What its button takes away: `host.1`.
        let removal: String
    }

    /// A row with a scope.
    struct ScopeRow: Sendable, Equatable {
        let name: BoardField
        let text: BoardField
        /// The row's number, which a ticked box sends.
        let index: String
        let isAssigned: Bool
        let number: String
        let removal: String
    }

    /// A row with a route.
    struct RouteFormRow: Sendable, Equatable {
        let match: BoardField
        let requirement: BoardField
        let number: String
        let removal: String
    }

    let frame: DashboardFrame
    let title: String
    let isNew: Bool
    /// Where the form is sent.
    let action: String
    let cancel: String
    /// Of the stored document that the form began with; nil for a new one and for one in a file.
    let version: String?
    /// The file that declares it; nil for one of the store.
    let path: String?
    let problems: BoardProblems?
    let key: BoardField
    let name: BoardField
    let upstream: BoardField
    let hosts: [TextRow]
    let prefix: BoardField
    let stripPrefix: Bool
    let audience: BoardField
    let scopes: [ScopeRow]
    let routes: [RouteFormRow]
    /// What scopes of this application begin with: `tstapp_`.
    let scopePrefix: String

    /// `key` is the short key of the application that is changed; nil makes a new one.
    init(
        frame: DashboardFrame,
        draft: ApplicationDraft,
        editing key: String? = nil,
        version: String? = nil,
        path: String? = nil,
        problems: [DraftProblem] = []
    ) {
        let form = DraftForm(draft, problems: problems)
        self.frame = frame
        isNew = key == nil
        title = key == nil ? "New application" : "Edit \(PageWords.name(draft.name))"
        action = key.map { "/applications/\($0)/edit" } ?? "/applications/new"
        cancel = key.map { "/applications/\($0)" } ?? "/applications"
        self.version = version
        self.path = path
        self.problems = BoardProblems(
            key == nil ? "Nothing was created yet." : "Nothing was changed yet.",
            form.items
        )
        self.key = form.field("key", value: draft.key)
        name = form.field("name", value: draft.name)
        upstream = form.field("upstream", value: draft.upstreams.first ?? "")
        hosts = form.rows("host", draft.hosts, label: "Host")
        prefix = form.field("prefix", value: draft.prefix)
        stripPrefix = draft.stripPrefix
        audience = form.field("audience", value: draft.audience)
        scopes = form.scopes
        routes = form.routes
        scopePrefix = draft.key.isEmpty ? "the short key and _" : "\(draft.key)_"
    }
}
