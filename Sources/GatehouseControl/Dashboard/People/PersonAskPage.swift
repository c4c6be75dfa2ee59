import GatehouseOAuth

/// Asks before something about a person, a client or a token ends; shows what it is and what would end.
struct PersonAskPage: BoardPage {
    static let template = "boardPersonAsk"

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
    let crumbs: [BoardLink]
    /// The question.
    let title: String
    let text: String
    /// What whoever does it should stop for.
    let warning: String?
    /// What it is about.
    let facts: [Fact]
    let hasFacts: Bool
    /// What ends, one line each.
    let losses: [String]
    let hasLosses: Bool
    /// What the button says.
    let action: String
    /// Whether something is lost.
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
        back: String
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
        isHarm = !losses.isEmpty || warning != nil
        self.path = path
        self.fields = fields
        self.back = back
    }
}

extension PersonAskPage {
    /// Before a step with a person.
    init(frame: DashboardFrame, step: PersonStep, _ facts: PersonStepFacts, client: String) {
        let page = PersonPath.page(facts.person.id)
        self.init(
            frame: frame,
            crumbs: [BoardLink("People", PersonPath.list), BoardLink(facts.name, page)],
            title: step.title(facts),
            text: step.text(facts),
            warning: step.warning(facts),
            losses: step.losses(facts),
            action: step.action(facts),
            path: PersonPath.page(facts.person.id, step.rawValue),
            fields: step == .withdraw ? [HiddenField(name: "client", value: client)] : [],
            back: page
        )
    }

    /// Before an administrator gives up what opens this dashboard.
    init(frame: DashboardFrame, givingUp values: PersonFormValues, person: UserSummary, version: String, isLast: Bool) {
        let page = PersonPath.page(person.id)
        let warning =
            isLast
            ? "You are the last administrator. Afterwards nobody can change anything here; only the command line on "
                + "the server can give it back: gatehouse user grant \(person.username) gatehouse_admin"
            : "Only another administrator can give it back to you."
        self.init(
            frame: frame,
            crumbs: [BoardLink("People", PersonPath.list), BoardLink(PageWords.name(person.username), page)],
            title: "Give up your own access?",
            text: "You are about to take gatehouse_admin from yourself.",
            warning: warning,
            losses: [
                values.role == .looks
                    ? "You still see this dashboard, and change nothing." : "This dashboard is shut for you.",
                "Your tokens of now are refused within a second: apps of yours have to get new ones.",
            ],
            action: "Give it up",
            path: PersonPath.page(person.id, "edit"),
            fields: values.hidden + [HiddenField(name: "version", value: version)],
            back: page
        )
    }
}

extension PersonFormValues {
    /// Everything that was typed, to be sent once more.
    fileprivate var hidden: [HiddenField] {
        var fields = [
            HiddenField(name: "email", value: email), HiddenField(name: "name", value: name),
            HiddenField(name: "role", value: role.rawValue),
        ]
        for attribute in attributes {
            fields.append(HiddenField(name: "attribute_name", value: attribute.name))
            fields.append(HiddenField(name: "attribute_value", value: attribute.value))
        }
        return fields + scopes.map { HiddenField(name: "scope", value: $0) }
    }
}
