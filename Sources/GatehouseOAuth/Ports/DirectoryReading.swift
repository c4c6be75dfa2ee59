/// Reads what lists show; it changes nothing.
package protocol DirectoryReading: Sendable {
    /// One page of clients.
    func clients(_ query: ClientQuery) async throws(StorageError) -> DirectoryPage<Client>
    /// One page of people.
    func users(_ query: UserQuery) async throws(StorageError) -> DirectoryPage<User>
    /// Grants that were not taken back and have not expired at `now`.
    func grants(_ query: GrantQuery, at now: Int64) async throws(StorageError) -> DirectoryPage<Grant>
    /// The audit events that are meant, the newest first.
    func audit(_ query: AuditQuery) async throws(StorageError) -> [RecordedAuditEvent]
    /// How many clients and people there are, counted anew.
    func counts() async throws(StorageError) -> DirectoryCounts
    /// Of every client, by id; kept in memory until a client changes.
    func clientAccess() async throws(StorageError) -> [ClientAccess]
    /// The names of clients and people of those ids, for lists that know only ids.
    func names(clients: [ClientID], users: [UserID]) async throws(StorageError) -> DirectoryNames
    /// Who holds something of the application of that short key.
    func holders(of application: String) async throws(StorageError) -> ApplicationHolders
    /// What a revocation of all that person's or that client's grants would end.
    func reach(user: UserID?, client: ClientID?, at now: Int64) async throws(StorageError) -> RevocationReach
}
