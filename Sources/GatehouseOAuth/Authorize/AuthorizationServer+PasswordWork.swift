extension AuthorizationServer {
    /// Whether it is the person's password, after the same work for nobody.
    func isCorrect(_ password: Secret<String>, for user: User?, from address: String) async -> PasswordVerdict {
        // Who has too much running at once pays for the try, or the next one would follow at once.
        guard signInLimits.computations.enter(address) else { return .tooMuchAtOnce }
        defer { signInLimits.computations.leave(address) }
        do {
            return try await people.passwords.isCorrect(password, for: user?.passwordHash) ? .right : .wrong
        } catch {
            return .busy
        }
    }

    /// The hash of a new password; nil if there is no room to compute it.
    func hash(_ password: Secret<String>, from address: String) async -> PasswordHash? {
        guard signInLimits.computations.enter(address) else { return nil }
        defer { signInLimits.computations.leave(address) }
        return try? await people.passwords.hash(password)
    }
}

/// What comparing a password came to.
enum PasswordVerdict: Sendable {
    case right
    case wrong
    /// The server has too much to do; it is nobody's fault.
    case busy
    /// The network origin has too many passwords computed at once.
    case tooMuchAtOnce
}
