/// Turns passwords into hashes; slow on purpose.
package protocol PasswordHashing: Sendable {
    /// The hash of a new password, with a fresh salt and the standard cost.
    func hash(_ password: Secret<String>) async throws(PasswordHashingFailure) -> PasswordHash

    /// Whether a hash was made of this password.
    ///
    /// Without a hash (nobody has the name, or the person has no password) the answer is false after the same work,
    /// so that the time of an answer does not tell who exists.
    func isCorrect(
        _ password: Secret<String>,
        for hash: PasswordHash?
    ) async throws(PasswordHashingFailure) -> Bool
}

/// Why a password was not hashed.
package enum PasswordHashingFailure: Error, Equatable, Sendable {
    /// Too many are waiting, or the server is stopping: the caller should try again in a moment.
    case busy
    /// The computation failed, for want of memory.
    case failed
}
