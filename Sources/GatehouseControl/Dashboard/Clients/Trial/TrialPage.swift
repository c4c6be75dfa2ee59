import GatehouseOAuth

/// Tries a client: a token as it gets it, one request through the gate, and what was decided.
struct TrialPage: BoardPage {
    static let template = "boardClientTry"

    let frame: DashboardFrame
    let name: String
    let href: String
    let path: String
    /// Whether tokens are for the administrator, not for the client itself.
    let isForPeople: Bool
    let form: TrialForm
    let report: TrialReport?

    init(_ client: ClientSummary, form: TrialForm, report: TrialReport? = nil, frame: DashboardFrame) {
        self.frame = frame
        name = PageWords.name(client.name)
        href = ClientPath.page(client.clientID)
        path = ClientPath.page(client.clientID, "try")
        isForPeople = ClientKind(client) == .code
        self.form = form
        self.report = report
    }
}
