import GatehouseOAuth

/// The form for a new person.
struct PersonNewPage: BoardPage {
    static let template = "boardPersonNew"

    let frame: DashboardFrame
    let form: PersonForm
    let problems: BoardProblems?
    /// Who has the user name or the address already: where they are.
    let existing: BoardLink?

    init(
        frame: DashboardFrame,
        form: PersonForm,
        problems: [FieldRefusal] = [],
        existing: BoardLink? = nil
    ) {
        self.frame = frame
        self.form = form
        self.problems = PersonProblems.summary("Nobody was created yet.", problems)
        self.existing = existing
    }
}

/// The form for what describes a person.
struct PersonEditPage: BoardPage {
    static let template = "boardPersonEdit"

    let frame: DashboardFrame
    let name: String
    let link: String
    let action: String
    /// What the person was when the form was made.
    let version: String
    let form: PersonForm
    let problems: BoardProblems?
    /// Somebody else changed the person meanwhile.
    let isOutdated: Bool

    init(
        frame: DashboardFrame,
        person: UserSummary,
        form: PersonForm,
        problems: [FieldRefusal] = [],
        isOutdated: Bool = false
    ) {
        self.frame = frame
        name = PageWords.name(person.name ?? person.username)
        link = PersonPath.page(person.id)
        action = PersonPath.page(person.id, "edit")
        version = person.version
        self.form = form
        self.problems = PersonProblems.summary("Nothing was changed yet.", problems)
        self.isOutdated = isOutdated
    }
}

/// The form for a new password.
struct PersonPasswordPage: BoardPage {
    static let template = "boardPersonPassword"

    let frame: DashboardFrame
    let name: String
    let link: String
    let action: String
    let form: PersonForm
    let problems: BoardProblems?
    /// It is the administrator's own.
    let isOwn: Bool

    init(frame: DashboardFrame, person: UserSummary, form: PersonForm, problems: [FieldRefusal] = [], isOwn: Bool) {
        self.frame = frame
        name = PageWords.name(person.name ?? person.username)
        link = PersonPath.page(person.id)
        action = PersonPath.page(person.id, "password")
        self.form = form
        self.problems = PersonProblems.summary("Nothing was changed yet.", problems)
        self.isOwn = isOwn
    }
}

/// A password that chance chose, in the one moment in which it is shown.
struct PersonSecretPage: BoardPage {
    static let template = "boardPersonSecret"

    let frame: DashboardFrame
    /// "Ada Lovelace can sign in".
    let title: String
    let name: String
    let link: String
    let username: String
    let password: String
    let signInURL: String

    init(frame: DashboardFrame, created: CreatedUser, password: String, isNew: Bool, issuer: String) {
        self.frame = frame
        name = PageWords.name(created.user.name ?? created.user.username)
        title = isNew ? "\(name) can sign in" : "\(name) has a new password"
        link = PersonPath.page(created.user.id)
        username = created.user.username
        self.password = password
        signInURL = issuer + PagePath.account
    }
}
