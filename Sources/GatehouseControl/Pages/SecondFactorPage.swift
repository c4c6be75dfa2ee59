/// Asks for the code of the second step: field `code`, also in the second form, which is for a recovery code.
///
/// Two forms, because a keyboard of figures has no letters, and recovery codes have some.
struct SecondFactorPage: Page {
    static let template = "secondFactor"

    let site: PageSite
    let form: PageForm
    /// Where the person is on the way to; nil for our own pages.
    let clientName: String?
    /// Who showed the password.
    let username: String
    let notice: PageNotice?

    init(site: PageSite, form: PageForm, clientName: String? = nil, username: String, notice: PageNotice? = nil) {
        self.site = site
        self.form = form
        self.clientName = clientName
        self.username = username
        self.notice = notice
    }
}
