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

    /// The key that signs.
    var current: StoredKey? { keys.first { $0.state == .current } }

    /// The key that will sign after the next rotation.
    var next: StoredKey? { keys.first { $0.state == .next } }

    /// How many new keys of `algorithm` are missing.
    func shortage(of algorithm: SigningAlgorithm) -> Int {
        let usable = [KeyState.current, .next]
            .filter { state in
                keys.contains { $0.state == state && $0.algorithm == algorithm }
            }
        return 2 - usable.count
    }

    /// A current and a next key of `algorithm`; `fresh` has as many new ones as `shortage(of:)` says.
    func prepared(for algorithm: SigningAlgorithm, fresh: [StoredKey], now: Int64) -> Step {
        let usable = keys.filter { $0.algorithm == algorithm }
        var supply = (usable.filter { $0.state == .next } + fresh)[...]
        var step = StepBuilder(keys: keys.filter { $0.state == .previous })
        let signing = usable.first { $0.state == .current }
        if let signing { step.keep(signing) }
        for key in keys where key.state == .current && key.keyID != signing?.keyID {
            step.retire(key, at: now)
        }
        if signing == nil, let key = supply.popFirst() { step.activate(key, isNew: !has(key), at: now) }
        if let key = supply.popFirst() { step.announce(key, isNew: !has(key)) }
        for key in keys where key.state == .next && !step.keys.contains(where: { $0.keyID == key.keyID }) {
            step.remove(key)
        }
        return step.built
    }

    /// How many seconds somebody may still hold published keys without this one; never any for the first keys of all.
    func secondsUntilKnown(_ key: StoredKey, now: Int64) -> Int64 {
        let hasEarlier = keys.contains { $0.state == .previous || $0.createdAt < key.createdAt }
        guard hasEarlier else { return 0 }
        return max(0, key.createdAt + AuthorizationServerConfiguration.keyCacheSeconds - now)
    }

    /// The next key signs, the current one retires, `fresh` is announced.
    func rotated(current: StoredKey, next: StoredKey, fresh: StoredKey, now: Int64) -> Step {
        var step = StepBuilder(keys: keys.filter { ![current.keyID, next.keyID].contains($0.keyID) })
        step.activate(next, isNew: false, at: now)
        step.retire(current, at: now)
        step.announce(fresh, isNew: true)
        return step.built
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

    /// What signs and what is published.
    func snapshot() throws(StorageError) -> KeyRing.Snapshot {
        guard let current else { throw .corrupt("there is no current signing key") }
        let signing = try current.signingKey()
        var published = [signing.verificationKey]
        for key in keys.filter({ $0.state == .next }) + keys.filter({ $0.state == .previous }) {
            published.append(try key.signingKey().verificationKey)
        }
        return KeyRing.Snapshot(current: signing, published: VerificationKeySet(published))
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
