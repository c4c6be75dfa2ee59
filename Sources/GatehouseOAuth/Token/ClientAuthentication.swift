import Crypto

/// The proof that a client is who it says.
package struct AuthenticatedClient: Sendable {
    /// The client.
    package let client: Client
    /// The secret that proved it; nil for a client that has none.
    package let secret: ClientSecret?

    fileprivate init(client: Client, secret: ClientSecret?) {
        self.client = client
        self.secret = secret
    }
}

/// Checks what a client presented against what is registered.
package enum ClientAuthentication {
    /// The one refusal, whatever was wrong: who guesses learns nothing.
    static let refusal = OAuthError(.invalidClient, "The client is unknown or its credentials are wrong.")

    /// Stands in for a missing secret, so that an unknown client costs the same comparisons; no text has this digest.
    ///
    /// The look-up before is not constant in time: a store keeps in memory who asks often, also that an id is of no
    /// client, but an id that was not asked for lately is read from its database. Ids are no secrets; secrets are.
    private static let dummyDigest = [UInt8](repeating: 0, count: SHA256.byteCount)

    /// Two live secrets at most.
    private static let slots = 2

    /// Takes nil for a client that is not registered.
    static func authenticate(
        _ credentials: PresentedCredentials,
        as client: Client?,
        certificate: PresentedCertificate? = nil
    ) throws(OAuthError) -> AuthenticatedClient {
        let matching = matchingSecret(credentials, of: client)
        guard let client, client.disabledAt == nil else { throw refusal }
        guard !client.isPublic else {
            // RFC 6749 §2.3: a public client proves nothing; who sends a secret for it is mistaken.
            guard credentials.method == .none else { throw refusal }
            return AuthenticatedClient(client: client, secret: nil)
        }
        switch client.profile.authenticationMethod {
        case nil: break
        case .basic?: guard credentials.method == .basic else { throw refusal }
        case .post?: guard credentials.method == .post else { throw refusal }
        case .tlsClientAuth?, .selfSignedTLS?:
            // RFC 8705 §2: the request names the client; the certificate proves it.
            guard credentials.method == .none, certificate?.isRegistered(for: client) ?? false else { throw refusal }
            return AuthenticatedClient(client: client, secret: nil)
        case .privateKeyJWT?, .none?: throw refusal
        }
        guard let matching else { throw refusal }
        return AuthenticatedClient(client: client, secret: matching)
    }

    /// Takes an assertion whose use was noted.
    static func authenticate(_ assertion: ClientAssertion) throws(OAuthError) -> AuthenticatedClient {
        let client = assertion.client
        guard client.disabledAt == nil, !client.isPublic else { throw refusal }
        return AuthenticatedClient(client: client, secret: nil)
    }

    private static func matchingSecret(_ credentials: PresentedCredentials, of client: Client?) -> ClientSecret? {
        guard let digest = credentials.secret?.withExposedValue({ SecretDigest.of($0) }) else { return nil }
        let live = client?.secrets ?? []
        var matching: ClientSecret?
        for slot in 0..<slots {
            let secret = slot < live.count ? live[slot] : nil
            let isEqual = SecretDigest.isEqual(digest, secret?.digest ?? dummyDigest)
            if isEqual { matching = secret }
        }
        return matching
    }
}
