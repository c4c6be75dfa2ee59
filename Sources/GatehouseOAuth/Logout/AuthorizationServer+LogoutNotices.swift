extension AuthorizationServer {
    /// Writes down which clients have to hear that these sessions end (Back-Channel Logout §2.3).
    func announceEnd(of sessions: [Session], now: Int64) async throws(OAuthError) {
        try await answering { () async throws(StorageError) in
            try await logoutNotices.announceEnd(of: sessions, now: now)
        }
    }

    /// The client, if it is to hear of sessions that end.
    func listening(_ id: ClientID) async throws(OAuthError) -> Client? {
        try await answering { () async throws(StorageError) in try await logoutNotices.listening(id) }
    }

    private var logoutNotices: LogoutNotices { LogoutNotices(clients: clients, people: people) }
}
