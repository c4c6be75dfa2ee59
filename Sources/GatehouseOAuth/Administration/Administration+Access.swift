import GatehouseJOSE

extension Administration {
    func endSession(
        _ id: String,
        of name: String,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        let facts = AccountFacts(user: user.id, session: id)
        let audit = context.event(.account(.signedOut, facts))
        let notices = LogoutNotices(clients: clients, people: people)
        let hasEnded = try await stored { () async throws(StorageError) in
            let sessions = try await people.sessions.sessions(of: user.id, at: context.now)
            guard let session = sessions.first(where: { $0.id.hasSameBytes(as: id) }) else { return false }
            try await notices.announceEnd(of: [session], now: context.now)
            return try await people.sessions.end(session.id, of: user.id, audit: audit)
        }
        guard hasEnded else {
            throw .refused(.unknownSession, "\(user.username) has no such session any more.")
        }
        return .user(UserSummary(user))
    }

    func withdraw(
        _ clientID: String,
        from name: String,
        by context: AdminContext
    ) async throws(AdminFailure) -> AdminAnswer {
        let user = try await existingUser(name)
        let client = try await existingClient(clientID)
        let lifetime = configuration.longestTokenSeconds
        let now = context.now
        let facts = AccountFacts(user: user.id, client: client.id)
        let audit = context.event(.account(.consentWithdrawn, facts))
        let records = try await stored { () async throws(StorageError) in
            try await people.grants.withdraw(
                client.id,
                of: user.id,
                at: now,
                revocation: { .spent($0, now: now, lifetime: lifetime) },
                audit: audit
            )
        }
        publishing.publish(records)
        return .withdrawn(
            WithdrawnAccess(user: user.id.value, clientID: client.id.value, grants: records.count)
        )
    }

    func listGrants(
        of name: String?,
        to clientID: String?,
        offset: Int,
        limit: Int,
        now: Int64
    ) async throws(AdminFailure) -> AdminAnswer {
        var query = GrantQuery(offset: max(offset, 0), limit: min(max(limit, 0), Self.longestPage))
        if let name { query.user = try await existingUser(name).id }
        if let clientID { query.client = try await existingClient(clientID).id }
        let asked = query
        let page = try await stored { () async throws(StorageError) in
            try await directory.grants(asked, at: now)
        }
        return .grants(GrantList(page))
    }

    /// No page of a list is longer.
    private static let longestPage = 500
}
