package import GatehouseOAuth

extension Session {
    /// A session of the person with the first fixed id.
    package static func fixture(
        id: String = "session",
        userID: UserID = .fixture(1),
        createdAt: Int64 = 1_000,
        authenticatedAt: Int64? = nil,
        context: AuthenticationContext = .aal1,
        lastSeenAt: Int64? = nil,
        expiresAt: Int64 = 100_000,
        userAgent: String? = nil,
        address: String? = nil
    ) -> Session {
        Session(
            id: id,
            userID: userID,
            createdAt: createdAt,
            authenticatedAt: authenticatedAt ?? createdAt,
            context: context,
            lastSeenAt: lastSeenAt ?? createdAt,
            expiresAt: expiresAt,
            userAgent: userAgent,
            address: address
        )
    }
}
