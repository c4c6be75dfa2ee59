import GatehouseJOSE

extension AuthorizationServer {
    /// RFC 6749 §2.3: who asks.
    func authenticate(_ request: EndpointRequest) async throws(OAuthError) -> AuthenticatedClient {
        let credentials = try PresentedCredentials(request.parameters, authorization: request.authorization)
        let client = try await registeredClient(
            credentials.clientID,
            from: request.address,
            now: request.now
        )
        if let assertion = credentials.assertion {
            return try await authenticate(assertion, of: client, request)
        }
        let certificate = client.flatMap {
            PresentedCertificate(request, for: $0, reading: recognition.certificates)
        }
        let authenticated = try ClientAuthentication.authenticate(credentials, as: client, certificate: certificate)
        if let secret = authenticated.secret {
            await clients.noteSecretUse(secret.id, of: authenticated.client.id, at: request.now)
        }
        return authenticated
    }

    /// The client that a request names: by its id, or by the URL of the document that describes it.
    ///
    /// What cannot be either is the name of no client. The caller looks at `disabledAt`.
    func registeredClient(
        _ presented: String,
        from address: String?,
        now: Int64
    ) async throws(OAuthError) -> Client? {
        guard let id = ClientID(presented) else {
            return try await documentClient(presented, from: address, now: now)
        }
        let client = try await answering { () async throws(StorageError) in try await clients.client(id) }
        // The id under which we keep such a client is no name of it: its document was not read.
        return client?.profile.source == .metadataDocument ? nil : client
    }

    private func authenticate(
        _ assertion: Secret<String>,
        of client: Client?,
        _ request: EndpointRequest
    ) async throws(OAuthError) -> AuthenticatedClient {
        guard
            let client, client.profile.authenticationMethod == .privateKeyJWT,
            let checked = await check(assertion, of: client, request)
        else { throw ClientAuthentication.refusal }
        let use = checked.use
        let isFirst = try await answering { () async throws(StorageError) in
            try await people.requests.useOnce(use.kind, use.digest, until: use.expiresAt, at: request.now)
        }
        guard isFirst else { throw ClientAuthentication.refusal }
        return try ClientAuthentication.authenticate(checked)
    }

    private func check(
        _ assertion: Secret<String>,
        of client: Client,
        _ request: EndpointRequest
    ) async -> ClientAssertion? {
        guard let keys = await recognition.keys.keys(of: client, now: request.now) else { return nil }
        do throws(JSONWebTokenRefusal) {
            return try read(assertion, of: client, keys, request)
        } catch {
            // The client may have begun to use a new key a moment ago.
            guard error == .unknownKey else { return nil }
            guard let newer = await recognition.keys.newerKeys(of: client, now: request.now) else { return nil }
            return try? read(assertion, of: client, newer, request)
        }
    }

    private func read(
        _ assertion: Secret<String>,
        of client: Client,
        _ keys: VerificationKeySet,
        _ request: EndpointRequest
    ) throws(JSONWebTokenRefusal) -> ClientAssertion {
        // RFC 7523 §3, item 3, and RFC 9126 §2: the server is known by these names.
        let issuer = configuration.issuer
        let audiences = [issuer, issuer + "/oauth2/token", issuer + request.path]
        return try assertion.withExposedValue { text throws(JSONWebTokenRefusal) in
            try ClientAssertion(text, of: client, keys: keys, audiences: audiences, now: request.now)
        }
    }
}
