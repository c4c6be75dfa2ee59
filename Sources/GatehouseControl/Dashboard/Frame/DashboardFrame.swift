/// What every page of the dashboard shows around its own content.
struct DashboardFrame: Sendable, Equatable {
    let site: PageSite
    /// Where the script is.
    let script: String
    let nav: DashboardNavigation
    /// The field `csrf` of every form.
    let csrf: String
    /// Whether the person may change anything: forms and buttons that do are left out otherwise.
    let mayChange: Bool
    /// The one message on top of the page.
    let notice: PageNotice?
    /// The name of who is signed in.
    let person: String
    /// Where the person's own account is.
    let account: String
    /// How many policies were in force since the start: "Generation 41".
    let generation: String
    /// Since when it is in force.
    let applied: PageTime
    /// What is written and not in force, in words; nil if nothing is.
    let policyProblems: String?

    init(
        site: PageSite,
        script: String = PageAsset.dashboardScript.path,
        section: DashboardSection,
        csrf: String,
        mayChange: Bool,
        notice: PageNotice? = nil,
        person: String,
        account: String,
        standing: FrameStanding
    ) {
        self.site = site
        self.script = script
        nav = DashboardNavigation(section)
        self.csrf = csrf
        self.mayChange = mayChange
        self.notice = notice
        self.person = person
        self.account = account
        generation = "Generation \(standing.generation)"
        applied = standing.applied
        switch standing.problemCount {
        case 0: policyProblems = nil
        case 1: policyProblems = "1 problem"
        default: policyProblems = "\(standing.problemCount) problems"
        }
    }
}

/// What the frame tells of the policy in force.
struct FrameStanding: Sendable, Equatable {
    let generation: UInt64
    let applied: PageTime
    let problemCount: Int
}
