import GatehouseJOSE

/// Applies what a client changes of itself (RFC 7592 §2.2).
enum RegistrationUpdate {
    /// What the server alone decides.
    private static let reserved = [
        "registration_access_token", "registration_client_uri", "client_secret_expires_at", "client_id_issued_at",
    ]

    static func check(_ document: JSONObject, for client: Client) throws(OAuthError) {
        guard document["client_id"]?.string?.hasSameBytes(as: client.id.value) ?? false else {
            throw OAuthError(.invalidClientMetadata, "The client_id must be that of the client.")
        }
        for name in reserved where document[name] != nil {
            throw OAuthError(.invalidClientMetadata, "The metadata has a member that the server alone sets.")
        }
        // RFC 7592 §2.2: a client may repeat its secret, but not choose one.
        guard let secret = document["client_secret"] else { return }
        let digest = SecretDigest.of(secret.string ?? "")
        guard client.secrets.contains(where: { SecretDigest.isEqual(digest, $0.digest) }) else {
            throw OAuthError(.invalidClientMetadata, "The client_secret is not that of the client.")
        }
    }

    /// The client after the change; id, secrets, instants and registration token stay.
    static func client(
        _ client: Client,
        changedTo registration: ClientRegistration,
        now: Int64
    ) throws(OAuthError) -> Client {
        guard registration.isPublic == client.isPublic, registration.hasSecret == !client.secrets.isEmpty else {
            throw OAuthError(
                .invalidClientMetadata,
                "A client cannot begin or cease to have a secret; register another one."
            )
        }
        let wanted = registration.client(
            id: client.id,
            secrets: client.secrets,
            now: client.createdAt,
            revokedBefore: client.revokedBefore
        )
        var changed = wanted.with(wanted.profile.keepingServersOwn(of: client.profile))
        changed.profile.consentsSince = changed.consentsSince(from: client, now: now)
        // What policy files gave it is not for the client to give up or to keep.
        changed.scopes = ScopeSet(wanted.scopes.names + client.keptGrantedScopes)
        return changed
    }
}

extension Client {
    /// The client as one that registered itself, with the digest of its registration access token (RFC 7592 §3).
    func managed(byTokenOf digest: [UInt8]) -> Client {
        var profile = profile
        profile.source = .dynamic
        profile.registrationTokenDigest = Base64URL.encode(digest)
        return with(profile)
    }

    fileprivate func with(_ profile: ClientProfile) -> Client {
        var client = self
        client.profile = profile
        return client
    }
}
