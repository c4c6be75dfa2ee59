/// Slows down who guesses at the sign-in page.
struct SignInLimits: Sendable {
    private let names: SignInThrottle
    private let persons: SignInThrottle
    /// Leaves threads for others where one origin sends many passwords at once.
    let computations = OriginLoad()
    let codes: CodeGuessThrottle
    /// Keeps those who are slowed down from filling the audit log: one event a minute.
    let notices: SignInThrottle

    init(attemptsPerMinute: Int, entropy: some EntropySource) {
        names = SignInThrottle(attemptsPerMinute: attemptsPerMinute, entropy: entropy)
        persons = SignInThrottle(attemptsPerMinute: attemptsPerMinute, entropy: entropy)
        codes = CodeGuessThrottle(entropy: entropy)
        notices = SignInThrottle(attemptsPerMinute: 1, entropy: entropy)
    }

    /// Counts a try, before the password is computed.
    func admit(_ attempt: PasswordAttempt) -> PasswordAdmission {
        let (address, now) = (attempt.address, attempt.now)
        if case .wait(let seconds) = names.admit(username: attempt.name, address: address, now: now) {
            return .wait(seconds: seconds)
        }
        if case .wait(let seconds) = persons.admit(username: attempt.personKey, address: address, now: now) {
            return .overdrawn(seconds: seconds)
        }
        return .admitted
    }

    /// Gives back a try that was admitted, because the password was right or was not compared.
    func giveBack(_ attempt: PasswordAttempt) {
        names.succeeded(username: attempt.name, address: attempt.address, now: attempt.now)
        persons.succeeded(username: attempt.personKey, address: attempt.address, now: attempt.now)
    }
}
