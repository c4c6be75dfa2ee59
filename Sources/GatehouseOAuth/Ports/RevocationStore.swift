package import GatehouseJOSE

/// Keeps revocations.
///
/// Every verb is one transaction; its audit event is part of it.
package protocol RevocationStore: Sendable {
    /// Stores the record, merged with one of the same key (`merged(with:)`), and answers what stands now.
    ///
    /// If `client` names a stored client, its `revokedBefore` becomes `revokedBefore` of the given record unless it is
    /// later already.
    func record(
        _ revocation: RevocationRecord,
        client: ClientID?,
        audit: AuditEvent
    ) async throws(StorageError) -> RevocationRecord

    /// Removes the record of that key, if there is one.
    func lift(_ key: RevocationKey, audit: AuditEvent) async throws(StorageError)

    /// The record of that key.
    func revocation(of key: RevocationKey) async throws(StorageError) -> RevocationRecord?

    /// All records that have not expired at `now` (`expiresAt` is nil or at least `now`).
    func revocations(at now: Int64) async throws(StorageError) -> [RevocationRecord]

    /// Removes the records whose `expiresAt` is before `now`.
    func purgeRevocations(before now: Int64) async throws(StorageError)
}
