package import GatehouseOAuth
import Testing

/// Everything that the storage ports ask of a store.
package typealias Store = AuditLog & ClientStore & KeyStore & RevocationStore & SettingsStore & RootKeyStore
    & UserStore & SessionStore & GrantStore & DeviceStore & RequestStore & LogoutStore & ApplicationStore
    & DirectoryReading & QuotaStore

/// One rule that every store must keep, for use as an argument of a test.
///
///     @Test(arguments: StoreContract.all)
///     func ourStore(keeps rule: StoreContract) async throws {
///         try await rule.check(OurStore(), settle: {})
///     }
package struct StoreContract: Sendable {
    /// A new and empty store, with what makes it write what it coalesces.
    struct Subject: Sendable {
        let store: any Store
        let settle: @Sendable () async -> Void
    }

    /// The rule as a sentence.
    let name: String
    let body: @Sendable (Subject) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (Subject) async throws -> Void) {
        self.name = name
        self.body = body
    }

    /// Every rule there is.
    package static let all = [
        clients, secrets, changes, descriptions, keys, revocations, settings, auditLog, users, secondFactors, sessions,
        grants, standing, codes, rotations, schedules, bounds, devices, requests,
        logouts, applications, versions, directory, quotas,
    ]
    .flatMap(\.self)

    /// Tries the rule on `store`, which must be empty; `settle` makes the store write the uses that it coalesces.
    package func check(_ store: any Store, settle: @escaping @Sendable () async -> Void) async throws {
        try await body(Subject(store: store, settle: settle))
    }
}

extension StoreContract: CustomTestStringConvertible {
    package var testDescription: String { name }
}

/// Runs fifty calls at once and returns what each answered.
func fiftyAtOnce<Value: Sendable>(_ body: @escaping @Sendable (Int) async throws -> Value) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for number in 0..<50 {
            group.addTask { try await body(number) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}

extension StoreContract.Subject {
    /// Stores the client, the person and the grant of the fixtures, with the code of its fixture.
    func begin(
        _ grant: Grant = .fixture(),
        code: AuthorizationCode? = .fixture(),
        consent: Consent? = .fixture()
    ) async throws {
        _ = try await store.create(.fixture(), audit: .fixture("client"))
        _ = try await store.create(.fixture("alice"), audit: .fixture("user"))
        try await add(grant, code: code, consent: consent)
    }

    /// Stores one more grant.
    func add(_ grant: Grant, code: AuthorizationCode? = nil, consent: Consent? = nil) async throws {
        _ = try await store.record(
            grant,
            code: code,
            consent: consent,
            limit: 100,
            revocation: { .grant($0.id) },
            audit: [.fixture("granted")]
        )
    }

    /// Takes back the grant of that id.
    func revoke(_ id: String = "grant", at now: Int64 = 1_500) async throws -> RevocationRecord? {
        try await store.revokeGrant(id, revocation: .grant(id), at: now, audit: .fixture("revoked"))
    }

    /// Rotates a token to one named by `to`.
    func rotate(
        _ token: String,
        to successor: String,
        client: ClientID = .fixture(),
        key: String? = nil,
        at now: Int64 = 1_100,
        lifetime: Int64 = 4_000
    ) async throws -> RefreshRotation {
        try await store.rotateRefreshToken(
            SecretDigest.of(token),
            of: client,
            keyThumbprint: key,
            at: now,
            graceSeconds: 30,
            successor: { stored in
                .fixture(
                    successor,
                    grantID: stored.grantID,
                    keyThumbprint: stored.keyThumbprint,
                    createdAt: now,
                    expiresAt: now + lifetime
                )
            }
        )
    }
}

extension AuditLog {
    /// The marks of the recorded fixtures, oldest first.
    func marks() async throws -> [String] {
        try await auditEvents(before: nil, limit: 1_000).reversed().compactMap { $0.event.kind.details["mark"] }
    }
}
