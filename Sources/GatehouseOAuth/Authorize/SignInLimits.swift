/// Slows down who guesses at the sign-in page.
struct SignInLimits: Sendable {
    let passwords: SignInThrottle
    let codes: CodeGuessThrottle
    /// Keeps those who are slowed down from filling the audit log: one event a minute.
    let notices: SignInThrottle

    init(attemptsPerMinute: Int, entropy: some EntropySource) {
        passwords = SignInThrottle(attemptsPerMinute: attemptsPerMinute, entropy: entropy)
        codes = CodeGuessThrottle(entropy: entropy)
        notices = SignInThrottle(attemptsPerMinute: 1, entropy: entropy)
    }
}
