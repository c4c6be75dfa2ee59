/// Shows the recovery codes, once: the button goes to ``PagePath/account``.
struct RecoveryCodesPage: Page {
    static let template = "recoveryCodes"

    let site: PageSite
    let form: PageForm
    let person: PagePerson
    /// In groups, as people write them.
    let codes: [String]
    /// Whether older ones have just stopped working.
    let replacesOthers: Bool

    init(site: PageSite, csrf: String, person: PagePerson, codes: [String], replacesOthers: Bool) {
        self.site = site
        form = PageForm(action: PagePath.account, csrf: csrf)
        self.person = person
        self.codes = codes
        self.replacesOthers = replacesOthers
    }
}
