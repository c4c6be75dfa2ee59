/// What a person allowed, where they are signed in, how they prove who they are.
///
/// Forms: ``PagePath/withdraw`` with `grant`, ``PagePath/endSession`` with `session`, ``PagePath/endAllSessions``,
/// ``PagePath/totpOff``, ``PagePath/recoveryCodes``, ``PagePath/signOut``; the first answer of those that lose something
/// is a ``ConfirmPage``. Links: ``PagePath/password``, ``PagePath/totpSetup``.
struct AccountPage: Page {
    static let template = "account"

    let site: PageSite
    let form: PageForm
    let person: PagePerson
    let notice: PageNotice?
    let grants: [AccountGrant]
    let hasGrants: Bool
    let sessions: [AccountSession]
    /// "3 sessions".
    let sessionCount: String
    /// When the password was set; nil if unknown.
    let passwordChanged: PageTime?
    let isTwoStepOn: Bool
    /// "8 of 10 recovery codes left."; nil while it is off.
    let recoveryCodes: String?
    /// Whether new ones are due.
    let fewRecoveryCodes: Bool

    init(
        site: PageSite,
        csrf: String,
        person: PagePerson,
        notice: PageNotice? = nil,
        grants: [AccountGrant],
        sessions: [AccountSession],
        passwordChanged: PageTime? = nil,
        recoveryCodesLeft: Int? = nil
    ) {
        self.site = site
        form = PageForm(action: PagePath.account, csrf: csrf)
        self.person = person
        self.notice = notice
        self.grants = grants
        hasGrants = !grants.isEmpty
        self.sessions = sessions
        sessionCount = PageWords.count(sessions.count, "session")
        self.passwordChanged = passwordChanged
        isTwoStepOn = recoveryCodesLeft != nil
        recoveryCodes = recoveryCodesLeft.map { "\($0) of 10 recovery codes left." }
        fewRecoveryCodes = recoveryCodesLeft.map { $0 <= 2 } ?? false
    }
}
