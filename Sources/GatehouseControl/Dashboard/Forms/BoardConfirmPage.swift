/// Asks before something is done that cannot be taken back: sends `confirmed=yes` with its hidden fields.
struct BoardConfirmPage: BoardPage {
    static let template = "boardConfirm"

    /// A name and what stands beside it.
    struct Fact: Sendable, Equatable {
        let name: String
        let text: String
        let link: String?
        let isCode: Bool

        init(_ name: String, _ text: String, link: String? = nil, isCode: Bool = false) {
            self.name = name
            self.text = DecisionText.cut(PageWords.name(text), to: 300)
            self.link = link
            self.isCode = isCode
        }
    }

    let frame: DashboardFrame
    /// The way back: the list, then the thing itself.
    let crumbs: [BoardLink]
    /// The question.
    let title: String
    /// What it means, in a sentence.
    let text: String
    /// What whoever does it should stop for.
    let warning: String?
    /// What it is about.
    let facts: [Fact]
    let hasFacts: Bool
    /// What ends, one line each.
    let losses: [String]
    let hasLosses: Bool
    /// What the button says, with the name of what is lost: "Delete 1 client".
    let action: String
    /// Whether something can be lost.
    let isHarm: Bool
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
        warning: String? = nil,
        facts: [Fact] = [],
        losses: [String],
        action: String,
        path: String,
        fields: [HiddenField] = [],
        back: String,
        isHarm: Bool = true
    ) {
        self.frame = frame
        self.crumbs = crumbs
        self.title = title
        self.text = text
        self.warning = warning
        self.facts = facts
        hasFacts = !facts.isEmpty
        self.losses = losses
        hasLosses = !losses.isEmpty
        self.action = action
        self.isHarm = isHarm
        self.path = path
        self.fields = fields
        self.back = back
    }
}
