import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

/// Runs the same random calls on the store in memory and on SQLite, which must answer the same.
@Suite("Random histories")
struct HistoryTests {
    @Test(arguments: Seeds.first(40))
    func bothStoresAnswerTheSame(seed: UInt64) async throws {
        try await withStore { store async throws in
            let memory = MemoryStore()
            var generator = SeededGenerator(seed: seed)
            for step in Int64(1)...60 {
                let call = Call.random(step: step, using: &generator)
                let expected = await call.run(memory)
                let answered = await call.run(store)
                #expect(answered == expected, "step \(step): \(call)")
            }
            #expect(try await state(of: store) == state(of: memory))
        }
    }

    private func state(of store: any Store) async throws -> [String] {
        let clients = try await store.clients(application: nil, after: nil, limit: 99)
        let revocations = try await store.revocations(at: 0).map { "\($0)" }.sorted()
        let events = try await store.auditEvents(before: nil, limit: 999)
        return try await clients.map { "\($0)" } + revocations + events.map { "\($0)" }
            + store.keys().map { "\($0)" } + ["\(String(describing: store.settings()))"]
    }
}

/// One call of a port, with all that it needs.
private enum Call: Sendable {
    case create(Client)
    case addSecret(ClientID, ClientSecret, keeping: Int)
    case disable(ClientID, RevocationRecord)
    case enable(ClientID, RevocationRecord)
    case delete(ClientID, RevocationRecord)
    case install([StoredKey], replacing: [StoredKey])
    case record(RevocationRecord, ClientID?)
    case lift(RevocationKey)
    case purge(Int64)
    case adopt(ServerSettings)
    case read(ClientID)

    static func random(step: Int64, using generator: inout SeededGenerator) -> Call {
        let name = ["a", "b", "c"].randomElement(using: &generator) ?? "a"
        let id = ClientID.fixture(name)
        let revocation = RevocationRecord.client(
            name,
            revokedBefore: Bool.random(using: &generator) ? nil : Int64.random(in: 0...9, using: &generator),
            recordedAt: step,
            expiresAt: Bool.random(using: &generator) ? nil : Int64.random(in: 0...99, using: &generator)
        )
        let secret = ClientSecret.fixture(id: "s\(Int.random(in: 0...5, using: &generator))", createdAt: step)
        switch Int.random(in: 0..<11, using: &generator) {
        case 0: return .create(.fixture(id: name, secrets: [secret, .fixture(id: "s0")], createdAt: step))
        case 1: return .addSecret(id, secret, keeping: Int.random(in: 0...3, using: &generator))
        case 2: return .disable(id, revocation)
        case 3: return .enable(id, revocation)
        case 4: return .delete(id, revocation)
        case 5: return .install(keys(using: &generator), replacing: keys(using: &generator))
        case 6: return .record(revocation, Bool.random(using: &generator) ? id : nil)
        case 7: return .lift(.client(name))
        case 8: return .purge(Int64.random(in: 0...99, using: &generator))
        case 9: return .adopt(settings(using: &generator))
        default: return .read(id)
        }
    }

    private static func settings(using generator: inout SeededGenerator) -> ServerSettings {
        ServerSettings(
            issuer: "https://a.test",
            algorithm: SigningAlgorithm.allCases.randomElement(using: &generator) ?? .es256,
            accessTokenSeconds: Int64.random(in: 0...99, using: &generator)
        )
    }

    private static func keys(using generator: inout SeededGenerator) -> [StoredKey] {
        (0..<Int.random(in: 0...2, using: &generator))
            .map { _ in
                .fixture(
                    id: "k\(Int.random(in: 0...1, using: &generator))",
                    state: Bool.random(using: &generator) ? .current : .next
                )
            }
    }

    /// The answer as a text, so that answers of every kind can be compared.
    func run(_ store: any Store) async -> String {
        do {
            return try await answer(of: store)
        } catch {
            return "\(error)"
        }
    }

    private func answer(of store: any Store) async throws(StorageError) -> String {
        let event = AuditEvent.fixture("\(self)")
        return switch self {
        case .create(let client): "\(try await store.create(client, audit: event))"
        case .addSecret(let id, let secret, let keeping):
            "\(try await store.addSecret(secret, to: id, keeping: keeping, audit: event))"
        case .disable(let id, let revocation):
            "\(try await store.disable(id, at: 5, revocation: revocation, audit: event))"
        case .enable(let id, let revocation): "\(try await store.enable(id, revocation: revocation, audit: event))"
        case .delete(let id, let revocation): "\(try await store.delete(id, revocation: revocation, audit: event))"
        case .install(let keys, let known):
            "\(try await store.install(keys, replacing: known, audit: [event, event]))"
        case .record(let revocation, let id): "\(try await store.record(revocation, client: id, audit: event))"
        case .lift(let key): "\(try await store.lift(key, audit: event))"
        case .purge(let now): "\(try await store.purgeRevocations(before: now))"
        case .adopt(let settings): "\(try await store.adopt(settings))"
        case .read(let id): "\(String(describing: try await store.client(id)))"
        }
    }
}
