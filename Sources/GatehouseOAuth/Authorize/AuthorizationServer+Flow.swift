import GatehouseJOSE

extension AuthorizationServer {
    private var flowKey: SealingKey { people.root.derived(purpose: "flow") }

    /// A new way for a request of the client that is named so, with the parameters that it brought.
    func newFlow(
        _ parameters: Parameters,
        of client: String,
        uses: [PendingUse],
        now: Int64
    ) -> AuthorizationFlow {
        let others = AuthorizationParameters.pairs(of: parameters).filter { !$0.name.hasSameBytes(as: "client_id") }
        return AuthorizationFlow(
            id: Base64URL.encode(entropy.bytes(16)),
            createdAt: now,
            parameters: [("client_id", client)] + others,
            uses: uses
        )
    }

    func seal(_ flow: AuthorizationFlow, for browser: BrowserContext) -> String {
        flow.sealed(with: flowKey, browserID: browser.browserID)
    }

    /// Reads a step that came back from its browser.
    func open(_ flow: String, in browser: BrowserContext) throws(AuthorizationEnding) -> AuthorizationFlow {
        let opened = AuthorizationFlow(
            opening: flow,
            with: flowKey,
            browserID: browser.browserID,
            now: browser.now
        )
        guard let opened else {
            throw .refused(
                OAuthError(.invalidRequest, "This sign-in has expired or began in another browser. Start again.")
            )
        }
        return opened
    }

    /// Reads the request of a step again: client, policy and keys may have changed since.
    func request(
        of flow: AuthorizationFlow,
        in browser: BrowserContext
    ) async throws(AuthorizationEnding) -> AuthorizationRequest {
        let (parameters, client) = try await AuthorizationEnding.refusing { () async throws(OAuthError) in
            let parameters = try Parameters(flow.parameters)
            return (parameters, try await requestingClient(parameters, browser))
        }
        let target = try await AuthorizationEnding.refusing(clientName: client.name) { () throws(OAuthError) in
            try RedirectTarget.resolve(parameters, client: client, issuer: configuration.issuer)
        }
        return try await AuthorizationEnding.redirecting(to: target) { () throws(OAuthError) in
            try read(parameters, client: client, target: target)
        }
    }

    /// Where a request stands, with who is signed in in that browser.
    func pending(
        _ flow: AuthorizationFlow,
        in browser: BrowserContext
    ) async throws(AuthorizationEnding) -> PendingAuthorization {
        let request = try await request(of: flow, in: browser)
        let person = try await AuthorizationEnding.redirecting(to: request.target) { () async throws(OAuthError) in
            try await self.person(for: request, in: browser)
        }
        let progress = Interaction.Progress(
            requestedAt: flow.createdAt,
            signedIn: flow.signedIn,
            chosen: flow.chosen,
            wantsOther: flow.wantsOther
        )
        let interaction = Interaction.next(request, person: person, progress: progress)
        return PendingAuthorization(flow: flow, request: request, person: person, interaction: interaction)
    }

    private func person(
        for request: AuthorizationRequest,
        in browser: BrowserContext
    ) async throws(OAuthError) -> Interaction.Person? {
        guard let signedIn = try await signedIn(browser) else { return nil }
        let client = request.client
        let consent = try await answering { () async throws(StorageError) in
            try await people.grants.consent(of: signedIn.user.id, for: client.id)
        }
        let catalog = catalog.catalog()
        return Interaction.Person(
            signedIn: signedIn,
            subject: subjects.subject(of: signedIn.user.id, for: client),
            scope: GrantableScope.of(request.scope, client: client, user: signedIn.user, catalog: catalog),
            consent: consent.flatMap { $0.isGood(for: client) ? $0 : nil }
        )
    }
}
