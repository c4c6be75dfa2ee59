/// Changes the password: fields `current_password`, `new_password`, `new_password_again`.
struct PasswordPage: Page {
    static let template = "password"

    let site: PageSite
    let form: PageForm
    /// For the browser's password store.
    let username: String
    /// What makes a good one, in words.
    let rules: String
    let notice: PageNotice?
    /// Beside the field, each: what to do about it.
    let currentProblem: String?
    let newProblem: String?
    let againProblem: String?

    init(
        site: PageSite,
        csrf: String,
        username: String,
        rules: String = "At least 12 characters. A few unrelated words are good, and easy to keep in mind.",
        notice: PageNotice? = nil,
        currentProblem: String? = nil,
        newProblem: String? = nil,
        againProblem: String? = nil
    ) {
        self.site = site
        form = PageForm(action: PagePath.password, csrf: csrf)
        self.username = username
        self.rules = rules
        self.notice = notice
        self.currentProblem = currentProblem
        self.newProblem = newProblem
        self.againProblem = againProblem
    }
}
