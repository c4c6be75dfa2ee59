import GatehouseJOSE

extension AuthorizationServer {
    /// RFC 9126 §2.2: what stands before the reference of a pushed request.
    package static let pushedRequestPrefix = "urn:ietf:params:oauth:request_uri:"

    /// RFC 9126 §2.1: checks a request that an authenticated client pushes as the authorization endpoint would.
    package func checkPushed(_ parameters: Parameters, by client: Client, now: Int64) async throws(OAuthError) {
        guard parameters["request_uri"] == nil else {
            throw OAuthError(.invalidRequest, "A pushed request cannot have a request_uri.")
        }
        let (parameters, _) = try await signedSource(parameters, of: client, now: now)
        let target = try RedirectTarget.resolve(parameters, client: client, issuer: configuration.issuer)
        _ = try read(parameters, client: client, target: target)
    }

    /// The request that these parameters make, once they came from the right place.
    func read(
        _ parameters: Parameters,
        client: Client,
        target: RedirectTarget
    ) throws(OAuthError) -> AuthorizationRequest {
        let surroundings = AuthorizationSurroundings(
            issuer: configuration.issuer,
            catalog: catalog.catalog(),
            keys: keys.snapshot.published
        )
        return try AuthorizationChecks.read(parameters, client: client, target: target, surroundings: surroundings)
    }

    /// The client that a request names, if it may ask for anything.
    func requestingClient(_ parameters: Parameters, _ browser: BrowserContext) async throws(OAuthError) -> Client {
        let presented = try parameters.required("client_id")
        let client = try await registeredClient(presented, from: browser.address, now: browser.now)
        guard let client, client.disabledAt == nil else {
            throw OAuthError(.invalidClient, "The client is not known.")
        }
        return client
    }

    /// Where the parameters really are: in the request, in what was pushed, or in a signed object.
    func source(
        _ parameters: Parameters,
        of client: Client,
        now: Int64
    ) async throws(OAuthError) -> (parameters: Parameters, uses: [PendingUse]) {
        guard let uri = parameters["request_uri"] else {
            guard client.profile.requiresPushedRequests != true else {
                throw OAuthError(.invalidRequest, "The client has to push its authorization requests (RFC 9126).")
            }
            return try await signedSource(parameters, of: client, now: now)
        }
        // RFC 9101 §5: one or the other.
        guard parameters["request"] == nil else {
            throw OAuthError(.invalidRequest, "There is a request beside a request_uri.")
        }
        let pushed = try await pushedRequest(uri, of: client, now: now)
        let (parameters, uses) = try await signedSource(Parameters(form: pushed.parameters), of: client, now: now)
        let use = PendingUse(
            kind: .pushedRequest,
            digest: pushed.digest,
            expiresAt: pushed.expiresAt + PeopleConfiguration.flowSeconds
        )
        return (parameters, uses + [use])
    }

    /// RFC 9126 §4: found by client and reference.
    private func pushedRequest(
        _ uri: String,
        of client: Client,
        now: Int64
    ) async throws(OAuthError) -> PushedRequest {
        // RFC 9101 §10.4: nothing is fetched from elsewhere.
        guard uri.utf8.starts(with: Self.pushedRequestPrefix.utf8) else {
            throw OAuthError(.requestURINotSupported, "The request_uri must be that of a pushed request.")
        }
        let reference = String(Substring(uri.utf8.dropFirst(Self.pushedRequestPrefix.utf8.count)))
        let pushed = try await answering { () async throws(StorageError) in
            try await people.requests.pushedRequest(SecretDigest.of(reference), of: client.id, at: now)
        }
        guard let pushed else {
            throw OAuthError(.invalidRequestURI, "The request_uri is not known or has expired.")
        }
        return pushed
    }

    private func signedSource(
        _ parameters: Parameters,
        of client: Client,
        now: Int64
    ) async throws(OAuthError) -> (parameters: Parameters, uses: [PendingUse]) {
        guard let text = parameters["request"] else {
            guard client.profile.requiresSignedRequests != true else {
                throw OAuthError(.invalidRequest, "The client has to sign its authorization requests (RFC 9101).")
            }
            return (parameters, [])
        }
        guard let keys = await recognition.keys.keys(of: client, now: now) else {
            throw OAuthError(.requestNotSupported, "The client has no keys that could be found.")
        }
        let object = try RequestObject(
            text,
            // RFC 9101 §5: the client is named outside, too; a pushed request may leave that to the authentication.
            from: parameters["client_id"] ?? client.publicID,
            keys: keys,
            issuer: configuration.issuer,
            now: now
        )
        return (object.parameters, [object.use].compactMap(\.self))
    }
}
