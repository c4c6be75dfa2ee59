/// Asks before something is lost: sends `confirmed=yes` with its hidden fields, and `password` if it asks for it.
struct ConfirmPage: Page {
    static let template = "confirm"

    let site: PageSite
    let form: PageForm
    let notice: PageNotice?
    /// The question.
    let title: String
    /// What it means, in a sentence.
    let text: String
    /// What ends, one line each.
    let losses: [String]
    /// What the button says.
    let action: String
    let fields: [HiddenField]
    let asksForPassword: Bool

    init(
        site: PageSite,
        form: PageForm,
        notice: PageNotice? = nil,
        title: String,
        text: String,
        losses: [String],
        action: String,
        fields: [HiddenField] = [],
        asksForPassword: Bool = false
    ) {
        self.site = site
        self.form = form
        self.notice = notice
        self.title = title
        self.text = text
        self.losses = losses
        self.action = action
        self.fields = fields
        self.asksForPassword = asksForPassword
    }
}

extension ConfirmPage {
    /// Before a grant is withdrawn.
    static func withdraw(site: PageSite, csrf: String, grant: AccountGrant) -> ConfirmPage {
        ConfirmPage(
            site: site,
            form: PageForm(action: PagePath.withdraw, csrf: csrf),
            title: "Withdraw \(grant.clientName)'s access?",
            text: "It takes effect within a second. You can allow it again when the app asks.",
            losses: grant.sentenceList + ["What it is doing for you right now is refused from then on."],
            action: "Withdraw access",
            fields: [HiddenField(name: "grant", value: grant.id)]
        )
    }

    /// Before every session of a person ends.
    static func signOutEverywhere(site: PageSite, csrf: String, sessionCount: Int) -> ConfirmPage {
        ConfirmPage(
            site: site,
            form: PageForm(action: PagePath.endAllSessions, csrf: csrf),
            title: "Sign out everywhere?",
            text: "You sign in again wherever you go on, also here.",
            losses: [
                "\(PageWords.count(sessionCount, "session")) of yours end, this one with them.",
                "Apps you allowed keep their access. You withdraw it on your account.",
            ],
            action: "Sign out everywhere"
        )
    }

    /// Before the second step is turned off.
    static func turnOffTwoStep(site: PageSite, csrf: String, notice: PageNotice? = nil) -> ConfirmPage {
        ConfirmPage(
            site: site,
            form: PageForm(action: PagePath.totpOff, csrf: csrf),
            notice: notice,
            title: "Turn off two-step sign-in?",
            text: "Your password alone would then open your account.",
            losses: [
                "Codes from your authenticator app stop working.",
                "Your recovery codes stop working.",
                "Apps that ask for two steps refuse you until you set it up again.",
            ],
            action: "Turn off two-step sign-in",
            asksForPassword: true
        )
    }

    /// Before recovery codes are replaced.
    static func newRecoveryCodes(site: PageSite, csrf: String, notice: PageNotice? = nil) -> ConfirmPage {
        ConfirmPage(
            site: site,
            form: PageForm(action: PagePath.recoveryCodes, csrf: csrf),
            notice: notice,
            title: "Replace your recovery codes?",
            text: "You get ten new ones.",
            losses: ["The codes that you kept until now stop working."],
            action: "Replace the codes",
            asksForPassword: true
        )
    }
}
