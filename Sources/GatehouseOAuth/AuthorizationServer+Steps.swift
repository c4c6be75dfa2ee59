import GatehouseJOSE

extension AuthorizationServer {
    /// A token of ours whose form and signature are right.
    func verify(_ token: String) -> VerifiedToken? {
        try? keys.snapshot.verify(token, issuer: configuration.issuer)
    }

    /// What a revocation writes, and what will have become of it; nil where there is nothing to revoke.
    func plan(
        _ request: Revocation,
        for token: VerifiedToken,
        now: Int64
    ) -> (change: Revocation.Change, outcome: RevocationOutcome)? {
        let room = room(for: token)
        let lifetime = configuration.longestTokenSeconds
        guard let change = request.change(for: token, room: room, lifetime: lifetime, now: now) else { return nil }
        if change.grant != nil { return (change, .grant) }
        guard let client = change.client, case .client(let isFirst) = room else { return (change, .token) }
        return (change, .client(client, isFirst: isFirst))
    }

    /// What the revocation of a token becomes: a person who revokes without end ends their own grant alone.
    private func room(for token: VerifiedToken) -> RevocationRoom {
        guard let grant = token.personGrantID else { return checking.room(for: .client(token.clientID)) }
        return checking.hasRoom(inGrant: .grant(grant)) ? .record : .grant(grant)
    }

    /// Stores what was planned; answers what stands now.
    func record(_ change: Revocation.Change) async throws(OAuthError) -> RevocationRecord {
        try await answering { () async throws(StorageError) in
            if let grant = change.grant,
                let standing = try await people.grants.revokeGrant(
                    grant,
                    revocation: change.record,
                    at: change.audit.at,
                    audit: change.audit
                )
            {
                return standing
            }
            // A grant that is not stored any more may still have a token in its last minute.
            return try await revocations.record(change.record, client: change.client, audit: change.audit)
        }
    }

    /// Signs what was planned.
    func sign(_ issuance: Issuance) throws(OAuthError) -> TokenResponse {
        // RFC 9068 §2.1: the type of an access token.
        let token = try sign(issuance.claims, type: "at+jwt", with: keys.snapshot.current)
        return TokenResponse(
            accessToken: Secret(token),
            expiresIn: issuance.expiresIn,
            scope: issuance.scope,
            tokenType: issuance.tokenType
        )
    }

    /// A signed token of that type.
    func sign(_ claims: JSONObject, type: String, with key: SigningKey) throws(OAuthError) -> String {
        do {
            return try key.signToken(payload: claims, type: type)
        } catch {
            throw OAuthError(.serverError, "The token could not be signed.", detail: "\(error)")
        }
    }

    /// Remembers that the client has begun to get tokens, once in its life.
    func noteFirstIssuance(_ call: TokenCall) async throws(OAuthError) {
        let id = call.client.id
        let event = AuditEvent(at: call.now, actor: id.value, kind: .clientFirstIssued(client: id))
        _ = try await answering { () async throws(StorageError) in
            try await clients.noteFirstIssuance(to: id, at: call.now, audit: event)
        }
    }

    /// Turns a failure of the store into what the client may know; the only place that does.
    func answering<Answer>(
        _ body: () async throws(StorageError) -> Answer
    ) async throws(OAuthError) -> Answer {
        do {
            return try await body()
        } catch {
            switch error {
            case .unavailable:
                throw OAuthError(
                    .temporarilyUnavailable,
                    "The server cannot answer at the moment.",
                    detail: "\(error)"
                )
            case .corrupt, .newerVersion, .conflict, .readOnly, .sealed:
                throw OAuthError(.serverError, "The server failed to answer.", detail: "\(error)")
            }
        }
    }
}
