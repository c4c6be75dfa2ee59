import GatehouseJOSE
import GatehouseOAuth
import GatehouseStorage
import Testing

@testable import Gatehouse

/// What a command finds, and leaves, where a server ran before.
struct StoppedServerTests {
    private let folder: TemporaryFolder
    private let directory: DataDirectory
    private var server = GatehouseConfiguration()

    init() throws {
        folder = try TemporaryFolder()
        directory = DataDirectory(folder.file("data"))
        try directory.prepare()
        server.data = directory.path
        server.issuer = "https://auth.example.test"
        server.tokens.algorithm = .edDSA
        server.tokens.accessTokenSeconds = 86_400
    }

    @Test func listingKeysWritesNothing() async throws {
        try await runServer(server)
        let before = try await contents()
        _ = try await console().listKeys()
        #expect(try await contents() == before)
    }

    @Test func anotherConfiguredAlgorithmRetiresNoKey() async throws {
        try await runServer(server)
        var other = GatehouseConfiguration()
        other.data = server.data
        other.tokens.algorithm = .es256
        let before = try await contents()
        let keys = try await AdminConsole(other, logger: .silent).listKeys().json
        #expect(try await contents() == before)
        #expect(try algorithms(keys) == ["EdDSA", "EdDSA", "ES256", "ES256", "RS256", "RS256"])
    }

    @Test func aRotationKeepsTheAlgorithmThatNobodyNamed() async throws {
        try await runServer(server)
        let rotated = try algorithms(try await console().rotateKeys().json)
        #expect(rotated.count { $0 == "EdDSA" } == 3)
        #expect(rotated.count == 9)
    }

    @Test func whatNobodySetIsAsTheServerHadIt() async throws {
        try await runServer(server)
        var plain = GatehouseConfiguration()
        plain.data = server.data
        try await command(plain) { base in
            #expect(base.configuration.effectiveIssuer == "https://auth.example.test")
            #expect(base.configuration.tokens == server.tokens)
        }
        plain.issuer = "https://other.example.test"
        plain.tokens.accessTokenSeconds = 60
        try await command(plain) { base in
            #expect(base.configuration.effectiveIssuer == "https://other.example.test")
            #expect(base.configuration.tokens.accessTokenSeconds == 60)
            #expect(base.configuration.tokens.algorithm == .edDSA)
        }
    }

    @Test func aRevocationOutlivesTheTokensOfALongerConfiguredLifetime() async throws {
        try await runServer(server)
        var shorter = server
        shorter.tokens.accessTokenSeconds = 60
        let base = try await ServerBase.open(shorter, in: directory, now: 1_000, logger: .silent)
        #expect(base.settings.accessTokenSeconds == 60)
        let live = base.administration(
            catalog: FixedCatalog(.empty),
            revocations: NothingLive(),
            keys: NothingLive()
        )
        try await expectLongRevocation(live, subject: "alice", in: base.store)
        base.store.close()
        try await command(shorter) { offline in
            let administration = offline.administration(catalog: FixedCatalog(.empty))
            try await expectLongRevocation(administration, subject: "bob", in: offline.store)
        }
    }

    @Test func keysOfAVersionThatNotedNoLifetimeCountWithTheLongest() async throws {
        let store = try SQLiteStore.open(path: directory.database, logger: .silent)
        #expect(try await store.longestTokenSeconds() == 0)
        _ = try await SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 60).prepare(now: 1)
        #expect(try await store.longestTokenSeconds() == 86_400)
        store.close()
    }

    private func expectLongRevocation(
        _ administration: Administration,
        subject: String,
        in store: SQLiteStore
    ) async throws {
        _ = try await administration.perform(.revokeSubject(subject), actor: "test", now: 1_000)
        let record = try await store.revocation(of: .subject(subject))
        #expect(record?.expiresAt == 1_000 + 86_400 + AuthorizationServerConfiguration.leewaySeconds)
    }

    private func runServer(_ configuration: GatehouseConfiguration) async throws {
        try await ServerBase.open(configuration, in: directory, now: 1_000, logger: .silent).store.close()
    }

    private func command(
        _ configuration: GatehouseConfiguration,
        _ body: (CommandBase) async throws -> Void
    ) async throws {
        let base = try await CommandBase.open(configuration, in: directory, logger: .silent)
        defer { base.store.close() }
        try await body(base)
    }

    /// A console that knows the data directory and nothing else.
    private func console() -> AdminConsole {
        var configuration = GatehouseConfiguration()
        configuration.data = server.data
        return AdminConsole(configuration, logger: .silent)
    }

    private func algorithms(_ keys: String) throws -> [String] {
        let found = try JSONParser.parse(keys).array?.compactMap { $0.object?["alg"]?.string } ?? []
        return found.sorted { ($0 == "EdDSA" ? "" : $0) < ($1 == "EdDSA" ? "" : $1) }
    }

    /// What stands in the database; opening it alone already counts its file's header on.
    private func contents() async throws -> Contents {
        let store = try SQLiteStore.open(path: directory.database, logger: .silent)
        defer { store.close() }
        return Contents(
            keys: try await store.keys(),
            events: try await store.auditEvents(before: nil, limit: 100),
            settings: try await store.settings()
        )
    }

    private struct Contents: Equatable {
        let keys: [StoredKey]
        let events: [RecordedAuditEvent]
        let settings: ServerSettings?
    }
}
