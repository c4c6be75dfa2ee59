/// Asks for user name and password: fields `username`, `password`.
struct LoginPage: Page {
    static let template = "login"

    let site: PageSite
    let form: PageForm
    /// Where the person is on the way to; nil for our own pages.
    let clientName: String?
    /// What the field begins with: `login_hint`, or what was typed before.
    let username: String
    /// Whether the password is all that is left to type.
    let hasUsername: Bool
    let notice: PageNotice?

    init(
        site: PageSite,
        form: PageForm,
        clientName: String? = nil,
        username: String = "",
        notice: PageNotice? = nil
    ) {
        self.site = site
        self.form = form
        self.clientName = clientName
        self.username = username
        hasUsername = !username.isEmpty
        self.notice = notice
    }
}
