import GatehouseJOSE

extension AuthorizationServer {
    /// How many logout tokens are sent at once.
    private static let batch = 32
    /// After so many seconds a client that does not answer is given up: its tokens have long expired.
    private static let patience: Int64 = 86_400
    /// The longest pause between two tries, in seconds.
    private static let longestPause: Int64 = 3_600

    /// What a client said to a logout token.
    private enum Reception: Sendable {
        case accepted
        /// Back-Channel Logout §2.8: it will not take this token the next time either.
        case refused
        case unanswered
    }

    /// Sends the logout tokens that are due; false if there was nothing to do.
    ///
    /// All at once, so that a client that is slow to answer keeps no other from hearing.
    package func deliverLogouts(now: Int64) async throws(OAuthError) -> Bool {
        let due = try await answering { () async throws(StorageError) in
            try await people.logouts.dueDeliveries(at: now, limit: Self.batch)
        }
        let failure = await withTaskGroup(of: OAuthError?.self) { group in
            for delivery in due {
                group.addTask { await self.attempt(delivery, now: now) }
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
        if let failure { throw failure }
        return !due.isEmpty
    }

    /// Only the store's failures are answered: they stop the round.
    private func attempt(_ delivery: LogoutDelivery, now: Int64) async -> OAuthError? {
        do throws(OAuthError) {
            try await deliver(delivery, now: now)
            return nil
        } catch {
            return error
        }
    }

    private func deliver(_ delivery: LogoutDelivery, now: Int64) async throws(OAuthError) {
        guard let client = try await listening(delivery.clientID), let address = client.profile.backchannelLogoutURI
        else { return try await finish(delivery, audit: nil) }
        switch await send(delivery, to: client, at: address, now: now) {
        case .accepted:
            try await finish(delivery, audit: nil)
        case .refused:
            try await giveUp(delivery, reason: "refused", now: now)
        case .unanswered where now - delivery.createdAt >= Self.patience:
            try await giveUp(delivery, reason: "unanswered", now: now)
        case .unanswered:
            // 1, 2, 4 … seconds.
            let pause = min(Int64(1) << Int64(min(max(delivery.attempts, 0), 12)), Self.longestPause)
            try await answering { () async throws(StorageError) in
                try await people.logouts.postpone(delivery.sequence, until: now + pause)
            }
        }
    }

    private func send(
        _ delivery: LogoutDelivery,
        to client: Client,
        at address: String,
        now: Int64
    ) async -> Reception {
        let claims = LogoutToken(delivery, to: client, issuer: configuration.issuer, now: now, entropy: entropy).claims
        // Back-Channel Logout §2.6: verified as an ID token of that client is. A key may come yet.
        guard
            let key = try? idTokenKey(for: client),
            let token = try? sign(claims, type: LogoutToken.type, with: key)
        else { return .unanswered }
        guard let answer = try? await people.outbound.post(form: [("logout_token", token)], to: address) else {
            return .unanswered
        }
        // Back-Channel Logout §2.8: 200 says that it worked, and so does 204 of some frameworks.
        return switch answer.status {
        case 200, 204: .accepted
        case 400: .refused
        default: .unanswered
        }
    }

    private func giveUp(_ delivery: LogoutDelivery, reason: String, now: Int64) async throws(OAuthError) {
        let facts = AccountFacts(client: delivery.clientID, session: delivery.sessionID, reason: reason)
        let event = AuditEvent(at: now, actor: "server", kind: .account(.logoutUndelivered, facts))
        try await finish(delivery, audit: event)
    }

    private func finish(_ delivery: LogoutDelivery, audit: AuditEvent?) async throws(OAuthError) {
        try await answering { () async throws(StorageError) in
            try await people.logouts.finish(delivery.sequence, audit: audit)
        }
    }
}
