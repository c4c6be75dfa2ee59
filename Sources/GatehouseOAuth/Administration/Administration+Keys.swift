extension Administration {
    func keySummaries(now: Int64) async throws(AdminFailure) -> [KeySummary] {
        let keys = try await stored { () async throws(StorageError) in try await lifecycle.keys() }
        return KeySummary.list(keys, now: now)
    }

    func rotateKeys(haste: RotationHaste, by context: AdminContext) async throws(AdminFailure) -> AdminAnswer {
        let rotation = try await stored { () async throws(StorageError) in
            try await lifecycle.rotate(now: context.now, actor: context.actor, haste: haste)
        }
        switch rotation {
        case .rotated(let stored, let snapshot):
            putInForce(snapshot)
            return .rotated(KeySummary.list(stored, now: context.now))
        case .raced(_, let snapshot):
            putInForce(snapshot)
            throw .refused(
                .keysChanged,
                "Somebody else rotated the keys at the same moment.",
                suggestion: "Look at the list of keys before you rotate again."
            )
        case .tooEarly(let seconds):
            throw .refused(
                .keyTooYoung,
                "The next key was announced so lately that verifiers may not know it yet.",
                suggestion: "Try again in \(seconds) seconds, or rotate with --now if it cannot wait."
            )
        }
    }

    /// The gate learns the keys before anything is signed with them.
    private func putInForce(_ snapshot: KeyRing.Snapshot) {
        keyPublishing.publish(snapshot)
        keys?.replace(with: snapshot)
    }
}

extension KeySummary {
    /// Current, next, then previous ones, newest first.
    static func list(_ keys: [StoredKey], now: Int64) -> [KeySummary] {
        [KeyState.current, .next, .previous]
            .flatMap { state in
                keys.filter { $0.state == state }
                    .sorted { ($0.retiredAt ?? $0.createdAt, $0.keyID) > ($1.retiredAt ?? $1.createdAt, $1.keyID) }
                    .map { KeySummary($0, now: now) }
            }
    }
}
