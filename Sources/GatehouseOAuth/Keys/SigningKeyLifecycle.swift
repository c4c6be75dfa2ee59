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

/// How much haste a rotation has.
package enum RotationHaste: String, Sendable, CaseIterable {
    /// Only a key that every verifier knows may sign.
    case none
    /// Verifiers may have to fetch the keys again.
    case urgent
    /// All keys there are may be in wrong hands: no signature of any of them counts any more.
    case compromised
}

/// Leads signing keys from next through current to previous: each is published before it signs.
package struct SigningKeyLifecycle: Sendable {
    /// Who the audit log names for what the server does by itself.
    private static let server = "server"
    /// So often another process may be faster before this one gives up.
    private static let attempts = 16

    private let store: any KeyStore
    private let algorithms: [SigningAlgorithm]
    private let tokenLifetime: Int64
    private let generator: any SigningKeyGenerating

    /// Access tokens are signed with `algorithm`; `others` are those that clients may ask ID tokens to be signed with.
    package init(
        store: any KeyStore,
        algorithm: SigningAlgorithm,
        others: [SigningAlgorithm] = [],
        accessTokenSeconds: Int64,
        generator: any SigningKeyGenerating = DirectKeyGeneration()
    ) {
        self.store = store
        algorithms = [algorithm] + others.filter { $0 != algorithm }
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
        return known.isEmpty ? nil : try snapshot(known)
    }

    /// At start: makes what is missing and answers what to put in force.
    ///
    /// A current key of an algorithm that is configured no more becomes previous.
    package func prepare(now: Int64) async throws(StorageError) -> KeyRing.Snapshot {
        var fresh: [StoredKey] = []
        for _ in 0..<SigningKeyLifecycle.attempts {
            let known = try await store.keys()
            let set = SigningKeySet(known)
            var wanted: [StoredKey] = []
            for algorithm in algorithms {
                let shortage = set.shortage(of: algorithm)
                while fresh.count(where: { $0.algorithm == algorithm }) < shortage {
                    fresh.append(try await freshKey(algorithm, now: now))
                }
                wanted += fresh.filter { $0.algorithm == algorithm }.prefix(shortage)
            }
            let step = set.prepared(for: algorithms, fresh: wanted, now: now)
            if let keys = try await install(step, replacing: known, actor: SigningKeyLifecycle.server, now: now) {
                return try snapshot(keys)
            }
        }
        throw .conflict
    }

    /// Lets the next keys sign and announces new ones.
    package func rotate(
        now: Int64,
        actor: String,
        haste: RotationHaste = .none
    ) async throws(StorageError) -> KeyRotation {
        _ = try await prepare(now: now)
        return try await rotate(algorithms, now: now, actor: actor, haste: haste)
    }

    /// Rotates the keys that have signed for `seconds`; nil if none has, or their successors are too young.
    package func rotateOverdue(after seconds: Int64, now: Int64) async throws(StorageError) -> KeyRing.Snapshot? {
        let overdue = SigningKeySet(try await store.keys()).overdue(algorithms, after: seconds, now: now)
        guard !overdue.isEmpty else { return nil }
        switch try await rotate(overdue, now: now, actor: SigningKeyLifecycle.server, haste: .none) {
        case .rotated(_, let snapshot), .raced(_, let snapshot): return snapshot
        case .tooEarly: return nil
        }
    }

    private func rotate(
        _ rotating: [SigningAlgorithm],
        now: Int64,
        actor: String,
        haste: RotationHaste
    ) async throws(StorageError) -> KeyRotation {
        var fresh: [StoredKey] = []
        for algorithm in rotating {
            fresh.append(try await freshKey(algorithm, now: now))
            if haste == .compromised { fresh.append(try await freshKey(algorithm, now: now)) }
        }
        var expected: [String]?
        for _ in 0..<SigningKeyLifecycle.attempts {
            let known = try await store.keys()
            let set = SigningKeySet(known)
            let current = rotating.compactMap { set.current(of: $0)?.keyID }
            guard current.count == rotating.count, current == expected ?? current else {
                return .raced(known, try snapshot(known))
            }
            let wait = rotating.compactMap { set.next(of: $0) }.map { set.secondsUntilKnown($0, now: now) }.max() ?? 0
            guard haste != .none || wait == 0 else { return .tooEarly(seconds: wait) }
            expected = current
            let step =
                haste == .compromised ? set.replaced(by: fresh, now: now) : set.rotated(fresh: fresh, now: now)
            if let keys = try await install(step, replacing: known, actor: actor, now: now) {
                return .rotated(keys, try snapshot(keys))
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
                return try snapshot(keys)
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

    private func snapshot(_ keys: [StoredKey]) throws(StorageError) -> KeyRing.Snapshot {
        try SigningKeySet(keys).snapshot(signing: algorithms[0])
    }

    private func freshKey(_ algorithm: SigningAlgorithm, now: Int64) async throws(StorageError) -> StoredKey {
        do {
            return StoredKey(try await generator.generate(algorithm), state: .next, now: now)
        } catch {
            throw .unavailable("a signing key could not be made: \(error)")
        }
    }
}
