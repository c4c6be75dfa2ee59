import GatehouseJOSE

/// Decides how the set of keys goes on: pure steps from one set to the next.
struct SigningKeySet: Sendable {
    /// A set that is to replace another, and what the audit log will say.
    struct Step: Sendable {
        let keys: [StoredKey]
        let events: [AuditKind]

        var isEmpty: Bool { events.isEmpty }
    }

    let keys: [StoredKey]

    init(_ keys: [StoredKey]) {
        self.keys = keys
    }

    /// The key of that algorithm that signs.
    func current(of algorithm: SigningAlgorithm) -> StoredKey? {
        keys.first { $0.state == .current && $0.algorithm == algorithm }
    }

    /// The key of that algorithm that will sign after the next rotation.
    func next(of algorithm: SigningAlgorithm) -> StoredKey? {
        keys.first { $0.state == .next && $0.algorithm == algorithm }
    }

    /// How many new keys of `algorithm` are missing.
    func shortage(of algorithm: SigningAlgorithm) -> Int {
        [current(of: algorithm), next(of: algorithm)].count { $0 == nil }
    }

    /// A current and a next key of each algorithm; `fresh` has as many new ones of each as `shortage(of:)` says.
    func prepared(for algorithms: [SigningAlgorithm], fresh: [StoredKey], now: Int64) -> Step {
        var step = StepBuilder(keys: keys.filter { $0.state == .previous })
        for key in keys where key.state != .previous && !algorithms.contains(key.algorithm) {
            if key.state == .current { step.retire(key, at: now) } else { step.remove(key) }
        }
        for algorithm in algorithms {
            var supply = (keys + fresh).filter { $0.state == .next && $0.algorithm == algorithm }[...]
            if let signing = current(of: algorithm) {
                step.keep(signing)
            } else if let key = supply.popFirst() {
                step.activate(key, isNew: !has(key), at: now)
            }
            if let key = supply.popFirst() { step.announce(key, isNew: !has(key)) }
        }
        return step.built
    }

    /// How many seconds somebody may still hold published keys without this one; never any for the first keys of all.
    func secondsUntilKnown(_ key: StoredKey, now: Int64) -> Int64 {
        let hasEarlier = keys.contains { $0.state == .previous || $0.createdAt < key.createdAt }
        guard hasEarlier else { return 0 }
        return max(0, key.createdAt + AuthorizationServerConfiguration.keyCacheSeconds - now)
    }

    /// The next keys sign, the current ones retire, those of `fresh` are announced: one of each algorithm in question.
    func rotated(fresh: [StoredKey], now: Int64) -> Step {
        let algorithms = fresh.map(\.algorithm)
        var step = StepBuilder(keys: keys.filter { $0.state == .previous || !algorithms.contains($0.algorithm) })
        for key in fresh {
            if let next = next(of: key.algorithm) { step.activate(next, isNew: false, at: now) }
            if let current = current(of: key.algorithm) { step.retire(current, at: now) }
            step.announce(key, isNew: true)
        }
        return step.built
    }

    /// Nothing but new keys, two of each algorithm: no signature of an earlier one counts any more.
    func replaced(by fresh: [StoredKey], now: Int64) -> Step {
        var step = StepBuilder(keys: [])
        var signing: [SigningAlgorithm] = []
        for key in fresh {
            if signing.contains(key.algorithm) {
                step.announce(key, isNew: true)
            } else {
                step.activate(key, isNew: true, at: now)
                signing.append(key.algorithm)
            }
        }
        for key in keys { step.remove(key) }
        return step.built
    }

    /// The algorithms whose keys have signed for `seconds` or longer.
    func overdue(_ algorithms: [SigningAlgorithm], after seconds: Int64, now: Int64) -> [SigningAlgorithm] {
        algorithms.filter { algorithm in
            guard let since = current(of: algorithm)?.activatedAt else { return false }
            let (age, overflow) = now.subtractingReportingOverflow(since)
            return !overflow && age >= seconds
        }
    }

    /// Without the previous keys whose last token the gate refuses as expired.
    func purged(now: Int64, tokenLifetime: Int64) -> Step {
        let grace = tokenLifetime + AuthorizationServerConfiguration.leewaySeconds
        var step = StepBuilder(keys: [])
        for key in keys {
            if key.state == .previous, let retiredAt = key.retiredAt, now - grace > retiredAt {
                step.remove(key)
            } else {
                step.keep(key)
            }
        }
        return step.built
    }

    /// What signs and what is published; access tokens are signed with a key of `algorithm`.
    func snapshot(signing algorithm: SigningAlgorithm) throws(StorageError) -> KeyRing.Snapshot {
        guard let own = current(of: algorithm) ?? keys.first(where: { $0.state == .current }) else {
            throw .corrupt("there is no current signing key")
        }
        var signing = [try own.signingKey()]
        for key in keys where key.state == .current && key.keyID != own.keyID {
            signing.append(try key.signingKey())
        }
        var published = signing.map(\.verificationKey)
        for key in keys.filter({ $0.state == .next }) + keys.filter({ $0.state == .previous }) {
            published.append(try key.signingKey().verificationKey)
        }
        return KeyRing.Snapshot(
            current: signing[0],
            others: Array(signing.dropFirst()),
            published: VerificationKeySet(published)
        )
    }

    private func has(_ key: StoredKey) -> Bool {
        keys.contains { $0.keyID == key.keyID }
    }
}

/// Collects the keys of a step with their audit events.
private struct StepBuilder {
    var keys: [StoredKey]
    var events: [AuditKind] = []

    init(keys: [StoredKey]) {
        self.keys = keys
    }

    var built: SigningKeySet.Step { SigningKeySet.Step(keys: keys, events: events) }

    mutating func keep(_ key: StoredKey) {
        keys.append(key)
    }

    mutating func activate(_ key: StoredKey, isNew: Bool, at now: Int64) {
        if isNew { events.append(.keyGenerated(key: key.keyID, algorithm: key.algorithm)) }
        events.append(.keyActivated(key: key.keyID))
        keys.append(key.activated(at: now))
    }

    mutating func announce(_ key: StoredKey, isNew: Bool) {
        if isNew { events.append(.keyGenerated(key: key.keyID, algorithm: key.algorithm)) }
        keys.append(key)
    }

    mutating func retire(_ key: StoredKey, at now: Int64) {
        events.append(.keyRetired(key: key.keyID))
        keys.append(key.retired(at: now))
    }

    mutating func remove(_ key: StoredKey) {
        events.append(.keyRemoved(key: key.keyID))
    }
}
