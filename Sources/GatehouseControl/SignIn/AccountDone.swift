/// What has just been done on the account, as the word in `?done=`: it chooses among fixed texts and is never shown.
enum AccountDone: String, CaseIterable, Sendable {
    case withdrawn
    case session
    case password
    case twoStepOff = "two-step-off"

    /// Where the page says so.
    var location: String { PagePath.account + "?done=" + rawValue }

    /// What the page says.
    var notice: PageNotice {
        switch self {
        case .withdrawn: .done("Access is withdrawn.", "The app is refused from now on.")
        case .session: .done("That browser is signed out.")
        case .password: .done("Your password is changed.", "Your other sessions have ended.")
        case .twoStepOff: .done("Two-step sign-in is off.", "Your password alone opens your account now.")
        }
    }
}
