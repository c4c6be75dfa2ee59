import GatehouseOAuth
import GatehouseTestSupport
import Synchronization

/// Passwords that count how often they were computed, and fail on demand.
final class CountingPasswords: PasswordHashing {
    private let plain: PlainPasswords
    private let counts = Mutex((comparisons: 0, hashes: 0))

    init(failure: PasswordHashingFailure? = nil) {
        plain = PlainPasswords(failure: failure)
    }

    var comparisons: Int { counts.withLock { $0.comparisons } }

    var hashes: Int { counts.withLock { $0.hashes } }

    func hash(_ password: Secret<String>) async throws(PasswordHashingFailure) -> PasswordHash {
        counts.withLock { $0.hashes += 1 }
        return try await plain.hash(password)
    }

    func isCorrect(
        _ password: Secret<String>,
        for hash: PasswordHash?
    ) async throws(PasswordHashingFailure) -> Bool {
        counts.withLock { $0.comparisons += 1 }
        return try await plain.isCorrect(password, for: hash)
    }
}

extension TestServer {
    /// The same server with other passwords.
    func server(passwords: any PasswordHashing, settings: PeopleConfiguration? = nil) -> AuthorizationServer {
        AuthorizationServer(
            configuration: AuthorizationServerConfiguration(
                issuer: TestServer.issuer,
                people: settings ?? server.configuration.people
            ),
            clients: store,
            people: .fixture(store: store, passwords: passwords),
            revocations: store,
            keys: keys,
            catalog: catalog,
            checking: live,
            publishing: live,
            entropy: SeededEntropy(seed: 11)
        )
    }
}
