/// Asks before something is lost: sends `confirmed=yes` with its hidden fields.
struct BoardConfirmPage: BoardPage {
    static let template = "boardConfirm"

    let frame: DashboardFrame
    /// The way back: the list, then the thing itself.
    let crumbs: [BoardLink]
    /// The question.
    let title: String
    /// What it means, in a sentence.
    let text: String
    /// What ends, one line each.
    let losses: [String]
    let hasLosses: Bool
    /// What the button says, with the name of what is lost: "Delete 1 client".
    let action: String
    /// Where the form is sent.
    let path: String
    let fields: [HiddenField]
    /// Where who thinks better of it goes.
    let back: String

    init(
        frame: DashboardFrame,
        crumbs: [BoardLink],
        title: String,
        text: String,
        losses: [String],
        action: String,
        path: String,
        fields: [HiddenField] = [],
        back: String
    ) {
        self.frame = frame
        self.crumbs = crumbs
        self.title = title
        self.text = text
        self.losses = losses
        hasLosses = !losses.isEmpty
        self.action = action
        self.path = path
        self.fields = fields
        self.back = back
    }
}
