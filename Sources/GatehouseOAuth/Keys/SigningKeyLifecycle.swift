package import GatehouseJOSE

/// What became of a rotation.
package enum KeyRotation: Sendable {
    /// The keys in the store and those to put in force.
    case rotated([StoredKey], KeyRing.Snapshot)
    /// Somebody else rotated at the same moment; theirs is in the store.
    case raced([StoredKey], KeyRing.Snapshot)
    /// The next key was announced so lately that verifiers may not have it for so many seconds; nothing was rotated.
    case tooEarly(seconds: Int64)
}

/// Leads signing keys from next through current to previous: each is published before it signs.
package struct SigningKeyLifecycle: Sendable {
    /// Who the audit log names for what the server does by itself.
    private static let server = "server"
    /// So often another process may be faster before this one gives up.
    private static let attempts = 16

    private let store: any KeyStore
    private let algorithm: SigningAlgorithm
    private let tokenLifetime: Int64
    private let generator: any SigningKeyGenerating

    package init(
        store: any KeyStore,
        algorithm: SigningAlgorithm,
        accessTokenSeconds: Int64,
        generator: any SigningKeyGenerating = DirectKeyGeneration()
    ) {
        self.store = store
        self.algorithm = algorithm
        tokenLifetime = accessTokenSeconds
        self.generator = generator
    }

    /// All keys as they are in the store.
    package func keys() async throws(StorageError) -> [StoredKey] {
        try await store.keys()
    }

    /// What the stored keys put in force, without a change to any; nil if there are none.
    package func standing() async throws(StorageError) -> KeyRing.Snapshot? {
        let known = try await store.keys()
        return known.isEmpty ? nil : try SigningKeySet(known).snapshot()
    }

    /// At start: makes what is missing and answers what to put in force.
    ///
    /// If the configured algorithm has changed, a current key of another one becomes previous.
    package func prepare(now: Int64) async throws(StorageError) -> KeyRing.Snapshot {
        var fresh: [StoredKey] = []
        for _ in 0..<SigningKeyLifecycle.attempts {
            let known = try await store.keys()
            let set = SigningKeySet(known)
            let shortage = set.shortage(of: algorithm)
            while fresh.count < shortage {
                fresh.append(try await freshKey(now: now))
            }
            let step = set.prepared(for: algorithm, fresh: Array(fresh.prefix(shortage)), now: now)
            if let keys = try await install(step, replacing: known, actor: SigningKeyLifecycle.server, now: now) {
                return try SigningKeySet(keys).snapshot()
            }
        }
        throw .conflict
    }

    /// Lets the next key sign and announces a new one; one that verifiers may not have yet only if it is urgent.
    package func rotate(now: Int64, actor: String, isUrgent: Bool = false) async throws(StorageError) -> KeyRotation {
        _ = try await prepare(now: now)
        let fresh = try await freshKey(now: now)
        var expected: String?
        for _ in 0..<SigningKeyLifecycle.attempts {
            let known = try await store.keys()
            let set = SigningKeySet(known)
            guard let current = set.current, let next = set.next, current.keyID == expected ?? current.keyID else {
                return .raced(known, try set.snapshot())
            }
            let wait = set.secondsUntilKnown(next, now: now)
            guard isUrgent || wait == 0 else { return .tooEarly(seconds: wait) }
            expected = current.keyID
            let step = set.rotated(current: current, next: next, fresh: fresh, now: now)
            if let keys = try await install(step, replacing: known, actor: actor, now: now) {
                return .rotated(keys, try SigningKeySet(keys).snapshot())
            }
        }
        throw .conflict
    }

    /// Removes previous keys whose last token has expired; answers what to put in force, or nil if nothing changed.
    package func purge(now: Int64) async throws(StorageError) -> KeyRing.Snapshot? {
        for _ in 0..<SigningKeyLifecycle.attempts {
            let known = try await store.keys()
            let step = SigningKeySet(known).purged(now: now, tokenLifetime: tokenLifetime)
            guard !step.isEmpty else { return nil }
            if let keys = try await install(step, replacing: known, actor: SigningKeyLifecycle.server, now: now) {
                return try SigningKeySet(keys).snapshot()
            }
        }
        throw .conflict
    }

    /// The keys that are stored now, or nil if another process was faster.
    private func install(
        _ step: SigningKeySet.Step,
        replacing known: [StoredKey],
        actor: String,
        now: Int64
    ) async throws(StorageError) -> [StoredKey]? {
        guard !step.isEmpty else { return known }
        let audit = step.events.map { AuditEvent(at: now, actor: actor, kind: $0) }
        switch try await store.install(step.keys, replacing: known, audit: audit) {
        case .installed: return step.keys
        case .raced: return nil
        }
    }

    private func freshKey(now: Int64) async throws(StorageError) -> StoredKey {
        do {
            return StoredKey(try await generator.generate(algorithm), state: .next, now: now)
        } catch {
            throw .unavailable("a signing key could not be made: \(error)")
        }
    }
}
