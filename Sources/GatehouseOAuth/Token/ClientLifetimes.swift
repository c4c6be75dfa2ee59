extension AuthorizationServerConfiguration {
    /// How long an access token for that client lives, in seconds.
    func accessTokenSeconds(for client: Client) -> Int64 {
        guard let own = client.profile.accessTokenSeconds else { return accessTokenSeconds }
        // Revocations and retired keys are kept for the longest lifetime, so nothing may outlive it.
        return min(max(own, 1), longestTokenSeconds)
    }

    /// How long a refresh token for that client lives without use, in seconds.
    func refreshTokenSeconds(for client: Client) -> Int64 {
        guard let own = client.profile.refreshTokenSeconds else { return people.refreshTokenSeconds }
        return min(max(own, 1), ClientLifetimes.longestRefreshSeconds)
    }
}

private enum ClientLifetimes {
    /// A hundred years, so that sums of instants cannot overflow.
    static let longestRefreshSeconds: Int64 = 3_155_760_000
}
