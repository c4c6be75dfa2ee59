/// Where the pages and their forms are, on the issuer's authority.
enum PagePath {
    static let login = "/login"
    static let secondFactor = "/login/code"
    static let accountChoice = "/login/choose"
    static let consent = "/consent"
    static let device = "/device"
    static let deviceConsent = "/device/consent"
    static let logout = "/oauth2/logout"
    static let account = "/account"
    /// Field `grant`.
    static let withdraw = "/account/withdraw"
    /// Field `session`.
    static let endSession = "/account/sessions/end"
    static let endAllSessions = "/account/sessions/end-all"
    static let signOut = "/account/sign-out"
    static let password = "/account/password"
    static let totpSetup = "/account/two-step"
    static let totpOff = "/account/two-step/off"
    static let recoveryCodes = "/account/two-step/recovery-codes"
}
