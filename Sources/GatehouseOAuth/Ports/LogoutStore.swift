/// A logout token that waits for its delivery (Back-Channel Logout §2.5).
package struct LogoutDelivery: Sendable, Equatable {
    /// Ascending in the order of recording.
    package var sequence: Int64
    /// Who is told.
    package var clientID: ClientID
    /// `sub` of the token, as that client knows the person.
    package var subject: String
    /// `sid` of the token.
    package var sessionID: String?
    /// How often it was tried.
    package var attempts: Int
    /// When it is tried next, in Unix seconds.
    package var dueAt: Int64
    /// When it was recorded, in Unix seconds.
    package var createdAt: Int64

    package init(
        sequence: Int64 = 0,
        clientID: ClientID,
        subject: String,
        sessionID: String?,
        attempts: Int = 0,
        dueAt: Int64,
        createdAt: Int64
    ) {
        self.sequence = sequence
        self.clientID = clientID
        self.subject = subject
        self.sessionID = sessionID
        self.attempts = attempts
        self.dueAt = dueAt
        self.createdAt = createdAt
    }
}

/// Keeps logout tokens until they were delivered.
package protocol LogoutStore: Sendable {
    /// Stores deliveries.
    func enqueue(_ deliveries: [LogoutDelivery]) async throws(StorageError)

    /// At most `limit` that are due at `now`, longest due first.
    func dueDeliveries(at now: Int64, limit: Int) async throws(StorageError) -> [LogoutDelivery]

    /// Removes a delivery: it arrived, or is given up.
    func finish(_ sequence: Int64, audit: AuditEvent?) async throws(StorageError)

    /// Tries it again at `dueAt`.
    func postpone(_ sequence: Int64, until dueAt: Int64) async throws(StorageError)
}
