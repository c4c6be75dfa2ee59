import GatehouseJOSE

extension AuthorizationServer {
    /// RP-Initiated Logout §2: signs out at once if an ID token says that this sign-in is meant, else asks.
    package func logout(_ parameters: Parameters, browser: BrowserContext) async -> LogoutStep {
        do throws(OAuthError) {
            let request = try await logoutRequest(parameters, browser)
            guard let signedIn = try await signedIn(browser) else { return .signedOut(returnURI: request.returnURI) }
            guard !request.means(signedIn, subjects) else {
                try await signOut(browser)
                return .signedOut(returnURI: request.returnURI)
            }
            // §2: without proof it could be a link that somebody else made.
            let question = LogoutQuestion(returnURI: request.returnURI, askedAt: browser.now)
            return .ask(
                LogoutPrompt(
                    flow: question.sealed(with: logoutKey, browserID: browser.browserID),
                    clientName: request.identity == nil ? nil : request.client?.name,
                    person: PromptPerson(signedIn.user),
                    returnURI: request.returnURI
                )
            )
        } catch {
            return .refused(AuthorizationRefusal(error: error))
        }
    }

    /// The person's answer to the question.
    ///
    /// The caller has checked that the form is ours (`isFormToken(_:for:)`).
    package func confirmLogout(
        flow: String,
        isSigningOut: Bool,
        browser: BrowserContext
    ) async -> LogoutStep {
        let opened = LogoutQuestion(
            opening: flow,
            with: logoutKey,
            browserID: browser.browserID,
            now: browser.now
        )
        do throws(OAuthError) {
            guard isSigningOut else { return .stayed }
            // Who wants to sign out does, also if the page was too old to say where the way leads then.
            try await signOut(browser)
            return .signedOut(returnURI: opened?.returnURI)
        } catch {
            return .refused(AuthorizationRefusal(error: error))
        }
    }

    private var logoutKey: SealingKey { people.root.derived(purpose: "logout") }

    private func logoutRequest(
        _ parameters: Parameters,
        _ browser: BrowserContext
    ) async throws(OAuthError) -> LogoutRequest {
        let hint = try parameters["id_token_hint"]
            .map { text throws(OAuthError) in
                try LogoutHint(text, issuer: configuration.issuer, keys: keys.snapshot.published)
            }
        let named = parameters["client_id"]
        if let hint, let named, !hint.clientID.hasSameBytes(as: named) {
            // §2: both name the client; they must agree.
            throw OAuthError(.invalidRequest, "The client_id is not that of the id_token_hint.")
        }
        let client = try await activeClient(hint?.clientID ?? named, browser)
        return LogoutRequest(
            client: client,
            identity: hint?.identity,
            returnURI: try returnURI(parameters, for: client)
        )
    }

    private func activeClient(_ name: String?, _ browser: BrowserContext) async throws(OAuthError) -> Client? {
        guard let name else { return nil }
        let client = try await registeredClient(name, from: browser.address, now: browser.now)
        return client?.disabledAt == nil ? client : nil
    }

    /// §3: only an address that the client registered, octet for octet, with the state that it wants back.
    private func returnURI(_ parameters: Parameters, for client: Client?) throws(OAuthError) -> String? {
        guard let wanted = parameters["post_logout_redirect_uri"] else { return nil }
        let registered = client?.profile.postLogoutRedirectURIs ?? []
        // The rules of redirect URIs again, however it came into the store: it goes into a header field.
        guard registered.contains(where: wanted.hasSameBytes(as:)), (try? RedirectURI(wanted)) != nil else {
            throw OAuthError(.invalidRequest, "The post_logout_redirect_uri is not registered for the client.")
        }
        guard let state = parameters["state"], AuthorizationLimits.isState(state) else { return wanted }
        let separator = wanted.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        return wanted + separator + FormText.encode([("state", state)])
    }
}
