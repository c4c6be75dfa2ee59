import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Signing keys under random schedules")
struct KeyScheduleTests {
    /// A server that signs tokens while its keys come and go, and the tokens that must hold.
    private struct Model {
        let store = MemoryStore()
        var algorithm = SigningAlgorithm.es256
        var now: Int64 = 1_000_000
        var snapshot: KeyRing.Snapshot
        var tokens: [(text: String, expiresAt: Int64)] = []

        init() async throws {
            snapshot = try await SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 3600)
                .prepare(now: 1_000_000)
        }

        var lifecycle: SigningKeyLifecycle {
            SigningKeyLifecycle(store: store, algorithm: algorithm, accessTokenSeconds: 3600)
        }

        mutating func rotate() async throws {
            let announced = Set(snapshot.published.keys.map(\.keyID))
            switch try await lifecycle.rotate(now: now, actor: "cli") {
            case .rotated(_, let next), .raced(_, let next):
                #expect(announced.contains(next.current.keyID), "a key signs that was not published before")
                snapshot = next
            case .tooEarly(let seconds):
                #expect((1...300).contains(seconds))
                snapshot = try await lifecycle.prepare(now: now)
            }
        }

        mutating func restart(as algorithm: SigningAlgorithm) async throws {
            self.algorithm = algorithm
            snapshot = try await lifecycle.prepare(now: now)
        }

        mutating func purge() async throws {
            snapshot = try await lifecycle.purge(now: now) ?? snapshot
        }

        mutating func sign() throws {
            let client = Client.reader()
            let issuance = try Issuance.plan(
                GrantedAccess(scope: client.scopes, catalog: .fixture()),
                client: client,
                configuration: AuthorizationServerConfiguration(issuer: TestServer.issuer),
                now: now,
                entropy: SystemEntropy()
            )
            let token = try snapshot.current.signToken(payload: issuance.claims, type: "at+jwt")
            tokens.append((token, now + 3600))
        }

        /// Every token that has not expired verifies; there is one current and one next key of the algorithm.
        func check() async throws {
            let issuers = TrustedIssuers([TestServer.issuer: snapshot.published])
            for token in tokens where now <= token.expiresAt + 60 {
                var verifier = TokenVerifier()
                _ = try verifier.verify(token.text.utf8.span, issuers: issuers)
            }
            let keys = try await store.keys()
            #expect(keys.filter { $0.state == .current }.map(\.algorithm) == [algorithm])
            #expect(keys.filter { $0.state == .next }.map(\.algorithm) == [algorithm])
            #expect(Set(keys.map(\.keyID)) == Set(snapshot.published.keys.map(\.keyID)))
        }
    }

    @Test(arguments: Seeds.first(40))
    func noTokenEverLosesItsKeyBeforeItExpires(_ seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var model = try await Model()
        for _ in 0..<40 {
            model.now += Int64.random(in: 0...2_000, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: try await model.rotate()
            case 1: try await model.purge()
            case 2: try await model.restart(as: Bool.random(using: &generator) ? .es256 : .edDSA)
            default: try model.sign()
            }
            try await model.check()
        }
        model.now += 10_000
        try await model.purge()
        #expect(try await model.store.keys().allSatisfy { $0.state != .previous })
    }

    @Test func rotationsAtOnceRetireEachKeyOnce() async throws {
        let store = MemoryStore()
        let lifecycle = SigningKeyLifecycle(store: store, algorithm: .es256, accessTokenSeconds: 3600)
        _ = try await lifecycle.prepare(now: 1_000)
        let rotated = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    if case .rotated = try await lifecycle.rotate(now: 2_000, actor: "cli") { true } else { false }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        let keys = try await store.keys()
        #expect(rotated >= 1)
        #expect(keys.filter { $0.state == .previous }.count == rotated)
        #expect(keys.filter { $0.state == .current }.count == 1)
        #expect(keys.filter { $0.state == .next }.count == 1)
    }
}
