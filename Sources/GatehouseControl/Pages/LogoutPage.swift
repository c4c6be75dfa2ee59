/// Asks whether to sign out (OpenID Connect RP-Initiated Logout §2): button `decision`, `sign-out` or `stay`.
struct LogoutPage: Page {
    static let template = "logout"

    let site: PageSite
    let form: PageForm
    /// Which app asks for it; nil if it cannot be told for sure.
    let clientName: String?
    let person: PagePerson

    init(site: PageSite, form: PageForm, clientName: String? = nil, person: PagePerson) {
        self.site = site
        self.form = form
        self.clientName = clientName
        self.person = person
    }
}
