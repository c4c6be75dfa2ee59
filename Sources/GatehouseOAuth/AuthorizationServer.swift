package import GatehouseJOSE

/// Runs the protocol: ports in, pure steps, ports out.
package struct AuthorizationServer: Sendable {
    /// What the operator decided.
    package let configuration: AuthorizationServerConfiguration
    let clients: any ClientStore
    let people: PeoplePorts
    let revocations: any RevocationStore
    let keys: KeyRing
    let catalog: any CatalogSource
    let checking: any RevocationChecking
    let publishing: any RevocationPublishing
    let entropy: any EntropySource
    /// The names under which clients know people.
    package let subjects: SubjectNames
    let proofs: ProofCheck
    let refreshTokens: RefreshTokenMaker
    let signInLimits: SignInLimits
    let recognition: ClientRecognition

    package init(
        configuration: AuthorizationServerConfiguration,
        clients: any ClientStore,
        people: PeoplePorts,
        revocations: any RevocationStore,
        keys: KeyRing,
        catalog: any CatalogSource,
        checking: any RevocationChecking,
        publishing: any RevocationPublishing,
        certificates: any CertificateReading = UnreadCertificates(),
        entropy: any EntropySource = SystemEntropy()
    ) {
        self.configuration = configuration
        self.clients = clients
        self.people = people
        self.revocations = revocations
        self.keys = keys
        self.catalog = catalog
        self.checking = checking
        self.publishing = publishing
        self.entropy = entropy
        subjects = SubjectNames(root: people.root)
        proofs = ProofCheck(configuration: configuration, root: people.root)
        refreshTokens = RefreshTokenMaker(root: people.root)
        signInLimits = SignInLimits(attemptsPerMinute: configuration.people.attemptsPerMinute, entropy: entropy)
        recognition = ClientRecognition(outbound: people.outbound, certificates: certificates, entropy: entropy)
    }

    /// RFC 6749 §3.2: the token endpoint.
    package func token(_ request: EndpointRequest) async throws(OAuthError) -> TokenResponse {
        let client = try await authenticate(request).client
        let asked = try TokenRequest(request.parameters)
        guard client.grants.contains(asked.grantType) else {
            throw OAuthError(.unauthorizedClient, "The client may not use this grant type.")
        }
        // Before anything is used up: a client without the right nonce comes again with the same code.
        let sender = try SenderBinding(request, client: client, proofs: proofs)
        let call = TokenCall(request, by: client, sender: sender)
        var answer =
            switch asked {
            case .clientCredentials(let asked): try issue(asked, call)
            case .authorizationCode(let asked): try await redeem(asked, call)
            case .refreshToken(let asked): try await refresh(asked, call)
            case .deviceCode(let asked): try await poll(asked, call)
            case .tokenExchange(let asked): try await exchange(asked, call)
            }
        if call.proof != nil { answer.dpopNonce = proofs.nextNonce(now: request.now) }
        if client.firstIssuedAt == nil { try await noteFirstIssuance(call) }
        return answer
    }

    /// RFC 7662 §2: the introspection endpoint.
    package func introspect(_ request: EndpointRequest) async throws(OAuthError) -> IntrospectionResponse {
        let caller = try await authenticate(request)
        let asked = try Introspection(request.parameters, by: caller, catalog: catalog.catalog())
        if let token = verify(asked.token) {
            guard !checking.isRevoked(token) else { return .inactive }
            return try await named(asked.answer(token, now: request.now))
        }
        return try await introspect(refreshToken: asked.token, by: caller.client, now: request.now)
    }

    /// RFC 7009 §2: the revocation endpoint; it succeeds for an unknown token, too.
    @discardableResult
    package func revoke(_ request: EndpointRequest) async throws(OAuthError) -> RevocationOutcome {
        let caller = try await authenticate(request)
        let asked = try Revocation(request.parameters, by: caller)
        guard let token = verify(asked.token) else {
            return try await revoke(refreshToken: asked.token, by: caller.client, now: request.now)
        }
        guard
            !checking.isRevoked(token),
            let (change, outcome) = plan(asked, for: token, now: request.now)
        else { return .nothing }
        publishing.publish([try await record(change)])
        return outcome
    }

    /// RFC 7517 §5: the keys whose signatures are accepted.
    package func jwks() -> String {
        keys.snapshot.published.json
    }

    /// RFC 9728 §3: the document of the application at `host`, for the path of the request.
    package func protectedResource(host: String, path: String) -> JSONObject? {
        ProtectedResource.document(host: host, path: path, catalog: catalog, issuer: configuration.issuer)
    }
}
