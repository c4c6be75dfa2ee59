/// What became of a new set of keys.
package enum KeyInstallation: Sendable, Equatable {
    case installed
    /// The stored set was another one than expected; nothing was changed.
    case raced
}

/// Keeps the signing keys.
///
/// Every verb is one transaction; its audit events are part of it.
package protocol KeyStore: Sendable {
    /// All keys, in ascending order of `createdAt`, then of `keyID`.
    func keys() async throws(StorageError) -> [StoredKey]

    /// Replaces the whole set by `keys`, if the stored set still consists of the key ids of `known` in the states of
    /// `known` (in any order); otherwise changes nothing.
    func install(
        _ keys: [StoredKey],
        replacing known: [StoredKey],
        audit: [AuditEvent]
    ) async throws(StorageError) -> KeyInstallation
}
