package import GatehouseOAuth

/// Passwords under a fast digest in the place of scrypt, for tests that sign people in by the hundred.
package struct PlainPasswords: PasswordHashing {
    private let failure: PasswordHashingFailure?

    /// Makes passwords that are hashed at once, or that always fail with `failure`.
    package init(failure: PasswordHashingFailure? = nil) {
        self.failure = failure
    }

    /// The hash that stands for a password.
    package static func hash(of password: String) -> PasswordHash? {
        PasswordHash(
            parameters: .standard,
            salt: Array(repeating: 0, count: 16),
            key: SecretDigest.of(password)
        )
    }

    package func hash(_ password: Secret<String>) async throws(PasswordHashingFailure) -> PasswordHash {
        if let failure {
            throw failure
        }
        guard let hash = password.withExposedValue(Self.hash) else { throw .failed }
        return hash
    }

    package func isCorrect(
        _ password: Secret<String>,
        for hash: PasswordHash?
    ) async throws(PasswordHashingFailure) -> Bool {
        if let failure {
            throw failure
        }
        return password.withExposedValue { hash?.isMatched(by: SecretDigest.of($0)) ?? false }
    }
}
