/// Writes down which clients have to hear that sessions end (Back-Channel Logout §2.3).
struct LogoutNotices: Sendable {
    private let clients: any ClientStore
    private let people: PeoplePorts
    private let subjects: SubjectNames

    init(clients: any ClientStore, people: PeoplePorts) {
        self.clients = clients
        self.people = people
        subjects = SubjectNames(root: people.root)
    }

    /// Before they end: a client that hears of it too early only asks its person to sign in again.
    func announceEnd(of sessions: [Session], now: Int64) async throws(StorageError) {
        var deliveries: [LogoutDelivery] = []
        for session in sessions {
            for id in try await people.sessions.clients(inSession: session.id) {
                guard let client = try await listening(id) else { continue }
                deliveries.append(
                    LogoutDelivery(
                        clientID: id,
                        subject: subjects.subject(of: session.userID, for: client),
                        sessionID: session.id,
                        dueAt: now,
                        createdAt: now
                    )
                )
            }
        }
        guard !deliveries.isEmpty else { return }
        try await people.logouts.enqueue(deliveries)
    }

    /// The client, if it is to hear of sessions that end.
    func listening(_ id: ClientID) async throws(StorageError) -> Client? {
        let client = try await clients.client(id)
        guard let client, client.disabledAt == nil, client.profile.backchannelLogoutURI != nil else { return nil }
        return client
    }
}
