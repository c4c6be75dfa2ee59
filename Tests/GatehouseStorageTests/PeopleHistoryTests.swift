import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseStorage

/// Runs the same random calls about people on the store in memory and on SQLite, which must answer the same.
@Suite("Random histories of people")
struct PeopleHistoryTests {
    @Test(arguments: Seeds.first(40))
    func bothStoresAnswerTheSame(seed: UInt64) async throws {
        try await withStore { store async throws in
            let memory = MemoryStore()
            for id in ["a", "b"] {
                _ = try await memory.create(.fixture(id: id), audit: .fixture())
                _ = try await store.create(.fixture(id: id), audit: .fixture())
            }
            var generator = SeededGenerator(seed: seed)
            for step in Int64(1)...120 {
                let call = PersonalCall(step: step, using: &generator)
                let expected = await call.answer(of: memory)
                let answered = await call.answer(of: store)
                #expect(answered == expected, "step \(step): \(call)")
            }
            #expect(try await state(of: store) == state(of: memory))
        }
    }

    private func state(of store: any Store) async throws -> [String] {
        var state = try await store.users(after: nil, limit: 99).map { "\($0)" }
        for number in 1...3 {
            state += try await store.consents(of: .fixture(number)).map { "\($0)" }
            state += try await store.sessions(of: .fixture(number), at: 0).map { "\($0)" }
        }
        for name in PersonalCall.names {
            state.append("\(String(describing: try await store.grant(name)))")
            state.append("\(String(describing: try await store.refreshToken(SecretDigest.of(name))))")
            state.append("\(try await store.clients(inSession: name))")
        }
        state += try await store.revocations(at: 0).map { "\($0)" }.sorted()
        return state + (try await store.auditEvents(before: nil, limit: 999).map { "\($0)" })
    }
}

/// One call of a port, as a kind with the names and instants that it needs.
private struct PersonalCall: Sendable {
    static let names = ["n1", "n2", "n3", "n4", "n5", "n6"]

    let kind: Int
    let step: Int64
    let now: Int64
    let user: UserID
    let client: ClientID
    let first: String
    let second: String
    let flag: Bool

    init(step: Int64, using generator: inout SeededGenerator) {
        self.step = step
        now = step * 10
        kind = Int.random(in: 0..<27, using: &generator)
        user = .fixture(Int.random(in: 1...3, using: &generator))
        client = .fixture(Bool.random(using: &generator) ? "a" : "b")
        first = Self.names.randomElement(using: &generator) ?? "n1"
        second = Self.names.randomElement(using: &generator) ?? "n1"
        flag = Bool.random(using: &generator)
    }

    private var audit: AuditEvent { .fixture("\(kind) \(step)") }

    private var grant: Grant {
        .fixture(
            id: first,
            clientID: client,
            userID: user,
            sessionID: flag ? second : nil,
            createdAt: now,
            expiresAt: now + 200
        )
    }

    private var consent: Consent? { flag ? .fixture(userID: user, clientID: client, createdAt: now) : nil }

    /// The answer as a text, so that answers of every kind can be compared.
    func answer(of store: any Store) async -> String {
        do {
            return switch kind {
            case 0..<6: try await people(store)
            case 6..<10: try await sessions(store)
            case 10..<18: try await grants(store)
            default: try await others(store)
            }
        } catch {
            return "\(error)"
        }
    }

    private func people(_ store: any Store) async throws(StorageError) -> String {
        let record = RevocationRecord.subject(user.value, revokedBefore: now, expiresAt: now + 300)
        switch kind {
        case 0, 1:
            let person = User.fixture(first, id: user, email: flag ? "\(second)@a.test" : nil, createdAt: now)
            return "\(try await store.create(person, audit: audit))"
        case 2:
            let person = User.fixture("x", id: user, email: flag ? "\(second)@a.test" : nil, name: first)
            return "\(try await store.update(person, audit: audit))"
        case 3:
            return flag
                ? "\(try await store.disable(user, at: now, revocation: record, audit: audit))"
                : "\(try await store.enable(user, revocation: record, audit: audit))"
        case 4: return "\(String(describing: try await store.user(named: flag ? first : "\(first)@A.test")))"
        default:
            let factor = flag ? SecondFactor(sealedSecret: [1], confirmedAt: now) : nil
            let digests = [SecretDigest.of(first), SecretDigest.of(second)]
            return "\(try await store.setSecondFactor(factor, recoveryDigests: digests, of: user, audit: audit))"
        }
    }

    private func sessions(_ store: any Store) async throws(StorageError) -> String {
        switch kind {
        case 6, 7:
            let session = Session.fixture(id: first, userID: user, createdAt: now, expiresAt: now + 300)
            let former = flag ? SecretDigest.of(first) : nil
            try await store.begin(session, digest: SecretDigest.of(second), ending: former, audit: audit)
            return ""
        case 8: return "\(String(describing: try await store.session(SecretDigest.of(first), at: now)))"
        default:
            return flag
                ? "\(try await store.end(first, of: user, audit: audit))"
                : "\(try await store.endAll(of: user, except: first, audit: audit))"
        }
    }

    private func grants(_ store: any Store) async throws(StorageError) -> String {
        let digest = SecretDigest.of(first)
        switch kind {
        case 10, 11:
            let code = AuthorizationCode.fixture(second, grantID: first, clientID: client, expiresAt: now + 60)
            let records = try await store.record(
                grant,
                code: flag ? code : nil,
                consent: consent,
                limit: 2,
                revocation: { .grant($0.id) },
                audit: [audit]
            )
            return "\(records)"
        case 12: return "\(try await store.redeemCode(digest, of: client, at: now))"
        case 13:
            let token = RefreshToken.fixture(second, grantID: first, createdAt: now, expiresAt: now + 400)
            let use = try await store.issue(
                from: first,
                refreshToken: flag ? token : nil,
                expiresAt: now + 100,
                at: now,
                audit: [audit]
            )
            return "\(use)"
        case 14, 15:
            let rotation = try await store.rotateRefreshToken(
                digest,
                of: client,
                keyThumbprint: nil,
                at: now,
                graceSeconds: 30,
                successor: { [second, now] in
                    .fixture(second, grantID: $0.grantID, createdAt: now, expiresAt: now + 400)
                }
            )
            return "\(rotation)"
        case 16:
            let standing = try await store.revokeGrant(first, revocation: .grant(first), at: now, audit: audit)
            return "\(String(describing: standing))"
        default:
            let records =
                flag
                ? try await store.withdraw(client, of: user, at: now, revocation: { .grant($0.id) }, audit: audit)
                : try await store.revokeGrants(of: user, at: now, revocation: { .grant($0.id) }, audit: audit)
            return "\(records)"
        }
    }

    private func others(_ store: any Store) async throws(StorageError) -> String {
        switch kind {
        case 18:
            let device = DeviceAuthorization.fixture(
                first,
                userCode: second.uppercased(),
                clientID: client,
                createdAt: now,
                expiresAt: now + 150
            )
            return "\(try await store.begin(device))"
        case 19:
            let decision = try await store.decide(
                second.uppercased(),
                grant: flag ? grant : nil,
                consent: consent,
                at: now,
                audit: [audit]
            )
            return "\(decision)"
        case 20: return "\(try await store.poll(SecretDigest.of(first), of: client, at: now))"
        case 24, 25, 26: return try await bounds(store)
        case 21: return "\(try await store.useOnce(.flow, SecretDigest.of(first), until: now + 50, at: now))"
        case 22:
            try await store.purgeGrants(before: now)
            try await store.purgeDevices(before: now)
            try await store.purgeSessions(before: now)
            return ""
        default:
            let revocation = RevocationRecord.client(client.value)
            guard step % 5 == 0 else { return "" }
            return "\(try await store.delete(client, revocation: revocation, audit: audit))"
                + "\(try await store.create(.fixture(id: client.value), audit: audit))"
        }
    }

    private func bounds(_ store: any Store) async throws(StorageError) -> String {
        switch kind {
        case 24:
            let records = try await store.revokeGrants(
                of: user,
                to: client,
                exceeding: flag ? .empty : grant.scope,
                at: now,
                revocation: { .grant($0.id) },
                audit: audit
            )
            return "\(records)"
        case 25: return "\(try await store.standingGrants(of: user, at: now))"
        default:
            try await store.purgeAudit(before: flag ? 0 : audit.at)
            try await store.purgeUnusedRegistrations(before: now)
            return ""
        }
    }
}
