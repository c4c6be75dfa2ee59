/// Keeps sessions by the digest of their cookie.
///
/// Every verb is one transaction; its audit events are part of it.
package protocol SessionStore: Sendable {
    /// The session of that secret that holds at `now`, with its person; nil if it has ended or the person is disabled.
    func session(_ digest: [UInt8], at now: Int64) async throws(StorageError) -> SignedIn?

    /// The sessions of a person that hold at `now`, last seen first.
    func sessions(of user: UserID, at now: Int64) async throws(StorageError) -> [Session]

    /// Stores a session, or replaces the one of the same id with its secret; ends that of the secret `former`, if it
    /// is another one.
    func begin(
        _ session: Session,
        digest: [UInt8],
        ending former: [UInt8]?,
        audit: AuditEvent
    ) async throws(StorageError)

    /// Ends a session of that person; false if there was none.
    func end(_ id: String, of user: UserID, audit: AuditEvent) async throws(StorageError) -> Bool

    /// Ends all sessions of the person except `kept`, and answers their ids; if there was none, nothing is recorded.
    func endAll(of user: UserID, except kept: String?, audit: AuditEvent) async throws(StorageError) -> [String]

    /// Notes that a session was used. Coalesced, so it cannot fail.
    func noteSessionUse(_ id: String, at: Int64) async

    /// Which clients got tokens in that session: those that must hear of its end (Back-Channel Logout §2.3).
    ///
    /// It is known at least until the session would have ended by itself, also after it was ended.
    func clients(inSession id: String) async throws(StorageError) -> [ClientID]

    /// Removes the sessions that ended before `now`.
    func purgeSessions(before now: Int64) async throws(StorageError)
}
