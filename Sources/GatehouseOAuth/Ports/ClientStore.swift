/// What became of a new client.
package enum ClientCreation: Sendable, Equatable {
    case created
    /// The id is taken; nothing was changed.
    case exists
}

/// What became of a change to a client.
package enum ClientChange: Sendable, Equatable {
    case changed
    /// It was so already; nothing was written, also no audit event.
    case unchanged
    case unknown
    /// It is not in the version any more that the change was made for; nothing was written.
    case outdated
}

/// What became of a new secret.
package enum SecretAddition: Sendable, Equatable {
    /// Stored; the ids are those of the older secrets that ceased to live for it.
    case added(dropped: [String])
    case unknown
}

/// Keeps clients.
///
/// Every verb is one transaction; its audit event is part of it.
package protocol ClientStore: Sendable {
    /// The client of that id, with its live secrets.
    func client(_ id: ClientID) async throws(StorageError) -> Client?

    /// At most `limit` clients in ascending byte order of their ids, those after `after`.
    func clients(application: String?, after: ClientID?, limit: Int) async throws(StorageError) -> [Client]

    /// Stores the client with its secrets, unless the id is taken.
    func create(_ client: Client, audit: AuditEvent) async throws(StorageError) -> ClientCreation

    /// Adds a secret as the newest, also if the clock went back, then keeps only the newest `keeping` in the order of
    /// their arrival.
    func addSecret(
        _ secret: ClientSecret,
        to id: ClientID,
        keeping: Int,
        audit: AuditEvent
    ) async throws(StorageError) -> SecretAddition

    /// Sets `disabledAt` and replaces the client's revocation by `revocation`; `.unchanged` if it was disabled already.
    func disable(
        _ id: ClientID,
        at: Int64,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange

    /// Clears `disabledAt`, sets the client's `revokedBefore` to that of `revocation`, and replaces the client's
    /// revocation by `revocation`; `.unchanged` if it was not disabled.
    func enable(
        _ id: ClientID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange

    /// Removes the client with its secrets and replaces its revocation by `revocation`.
    func delete(
        _ id: ClientID,
        revocation: RevocationRecord,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange

    /// Notes that a secret authenticated its client. Coalesced and outside the write queue, so it cannot fail.
    func noteSecretUse(_ secret: String, of client: ClientID, at: Int64) async

    /// Replaces name, grants, scopes, redirect URIs, addresses and profile by those of `client`; application, kind,
    /// secrets, instants and `hasLogo` of the profile stay.
    ///
    /// If `version` is given and is not that of the stored client, it is `.outdated`.
    func update(
        _ client: Client,
        expecting version: String?,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange

    /// Takes a secret away; `.unchanged` if the client has none of that id.
    func removeSecret(
        _ secret: String,
        of id: ClientID,
        audit: AuditEvent
    ) async throws(StorageError) -> ClientChange

    /// Sets `firstIssuedAt` unless it is set; `.unchanged` then, without an audit event.
    func noteFirstIssuance(to id: ClientID, at: Int64, audit: AuditEvent) async throws(StorageError) -> ClientChange

    /// The client's logo.
    func logo(of id: ClientID) async throws(StorageError) -> ClientLogo?

    /// Replaces the client's logo, and `hasLogo` of its profile; nil removes it.
    func setLogo(_ logo: ClientLogo?, of id: ClientID, audit: AuditEvent) async throws(StorageError) -> ClientChange

    /// Removes the clients that registered themselves before `instant`, never got a token, have no grant and are not
    /// disabled.
    func purgeUnusedRegistrations(before instant: Int64) async throws(StorageError)
}

extension ClientStore {
    /// Replaces what describes a client, whatever its version is.
    package func update(_ client: Client, audit: AuditEvent) async throws(StorageError) -> ClientChange {
        try await update(client, expecting: nil, audit: audit)
    }
}
