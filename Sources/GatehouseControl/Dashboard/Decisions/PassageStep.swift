import GatehousePolicy

/// One gate on a request's way: open, shut, or never reached.
struct PassageStep: Sendable, Equatable {
    /// What a part of the heading is about.
    struct Detail: Sendable, Equatable {
        let text: String
        /// Shown as code.
        let isCode: Bool
        /// A path of the dashboard; nil for plain text.
        let link: String?
    }

    let title: String
    let details: [Detail]
    let isOpen: Bool
    let isShut: Bool
    let isIdle: Bool
    /// The rows of the table under it.
    let conditions: [PassageCondition]
    let hasConditions: Bool
    /// The table is for who wants to know, under this summary; nil if there is none.
    let summary: String?

    private init(
        _ title: String,
        _ details: [Detail],
        state: PassageState,
        conditions: [PassageCondition],
        summary: String?
    ) {
        self.title = title
        self.details = details
        isOpen = state == .open
        isShut = state == .shut
        isIdle = state == .idle
        self.conditions = conditions
        hasConditions = !conditions.isEmpty
        self.summary = conditions.isEmpty ? nil : summary
    }

    /// A gate that was gone through.
    static func open(
        _ title: String,
        _ details: Detail...,
        conditions: [PassageCondition] = [],
        summary: String? = nil
    ) -> PassageStep {
        PassageStep(title, details, state: .open, conditions: conditions, summary: summary)
    }

    /// The gate that stopped it.
    static func shut(_ title: String, _ details: Detail..., conditions: [PassageCondition] = []) -> PassageStep {
        PassageStep(title, details, state: .shut, conditions: conditions, summary: nil)
    }

    /// A gate behind the one that stopped it.
    static func idle(_ title: String) -> PassageStep {
        PassageStep(title, [.text("not reached")], state: .idle, conditions: [], summary: nil)
    }
}

/// Whether a gate was gone through.
enum PassageState: Sendable {
    case open
    case shut
    case idle
}

extension PassageStep.Detail {
    static func text(_ text: String) -> PassageStep.Detail {
        PassageStep.Detail(text: text, isCode: false, link: nil)
    }

    static func code(_ text: String) -> PassageStep.Detail {
        PassageStep.Detail(text: text, isCode: true, link: nil)
    }

    static func link(_ text: String, _ path: String) -> PassageStep.Detail {
        PassageStep.Detail(text: text, isCode: false, link: path)
    }
}

/// What was wanted beside what there was.
struct PassageCondition: Sendable, Equatable {
    let subject: String
    let wanted: String
    let actual: String
    let isMet: Bool
    let isUnmet: Bool
    /// The one before it stopped the request.
    let isOpenQuestion: Bool

    init(_ subject: String, wanted: String, actual: String, _ state: PassageState) {
        self.subject = subject
        self.wanted = DecisionText.cut(wanted, to: 600)
        self.actual = DecisionText.cut(actual, to: 600)
        isMet = state == .open
        isUnmet = state == .shut
        isOpenQuestion = state == .idle
    }

    init(_ condition: ExplainedCondition) {
        self.init(
            DecisionText.capital(condition.subject),
            wanted: condition.wanted,
            actual: condition.actual,
            condition.isMet ? .open : .shut
        )
    }
}
