import GatehouseJOSE

extension AuthorizationServer {
    /// RFC 6749 §2.3: who asks.
    func authenticate(
        _ parameters: Parameters,
        authorization: String?,
        now: Int64
    ) async throws(OAuthError) -> AuthenticatedClient {
        let credentials = try PresentedCredentials(parameters, authorization: authorization)
        let client = try await registeredClient(credentials.clientID)
        let authenticated = try ClientAuthentication.authenticate(credentials, as: client)
        if let secret = authenticated.secret {
            await clients.noteSecretUse(secret.id, of: authenticated.client.id, at: now)
        }
        return authenticated
    }

    /// What cannot be a client id is the id of no client.
    private func registeredClient(_ presented: String) async throws(OAuthError) -> Client? {
        guard let id = ClientID(presented) else { return nil }
        return try await answering { () async throws(StorageError) in try await clients.client(id) }
    }

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
        let room = checking.room(for: .client(token.clientID))
        let lifetime = configuration.longestTokenSeconds
        guard let change = request.change(for: token, room: room, lifetime: lifetime, now: now) else { return nil }
        guard let client = change.client, case .client(let isFirst) = room else { return (change, .token) }
        return (change, .client(client, isFirst: isFirst))
    }

    /// Signs what was planned.
    func sign(_ issuance: Issuance) throws(OAuthError) -> TokenResponse {
        do {
            // RFC 9068 §2.1: the type of an access token.
            let token = try keys.snapshot.current.signToken(payload: issuance.claims, type: "at+jwt")
            return TokenResponse(
                accessToken: Secret(token),
                expiresIn: issuance.expiresIn,
                scope: issuance.scope
            )
        } catch {
            throw OAuthError(.serverError, "The token could not be signed.", detail: "\(error)")
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
            case .corrupt, .newerVersion, .conflict, .readOnly:
                throw OAuthError(.serverError, "The server failed to answer.", detail: "\(error)")
            }
        }
    }
}
