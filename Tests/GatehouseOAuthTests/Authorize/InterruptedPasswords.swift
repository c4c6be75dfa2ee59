import GatehouseOAuth
import GatehouseTestSupport

/// Passwords during whose computation something happens.
struct InterruptedPasswords: PasswordHashing {
    private let store: MemoryStore
    private let interruption: @Sendable (MemoryStore) async -> Void

    init(
        in store: MemoryStore,
        _ interruption: @escaping @Sendable (MemoryStore) async -> Void
    ) {
        self.store = store
        self.interruption = interruption
    }

    func hash(_ password: Secret<String>) async throws(PasswordHashingFailure) -> PasswordHash {
        try await PlainPasswords().hash(password)
    }

    func isCorrect(
        _ password: Secret<String>,
        for hash: PasswordHash?
    ) async throws(PasswordHashingFailure) -> Bool {
        await interruption(store)
        return try await PlainPasswords().isCorrect(password, for: hash)
    }
}
