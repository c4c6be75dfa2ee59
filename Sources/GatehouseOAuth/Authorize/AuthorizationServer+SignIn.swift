import GatehouseJOSE

extension AuthorizationServer {
    /// What `GET /login` shows; `flow` is nil for a visit without an authorization request.
    package func signInView(flow: String?, browser: BrowserContext) async -> SignInView {
        do throws(AuthorizationEnding) {
            let visit = try await visit(flow, browser)
            if let device = visit.device { return try await view(of: device, visit) }
            guard let flow, let opened = visit.flow else {
                let isSignedIn = try await AuthorizationEnding.refusing { () async throws(OAuthError) in
                    try await signedIn(browser) != nil
                }
                return isSignedIn ? .account : .form(visit.prompt(username: ""))
            }
            let pending = try await pending(opened, in: browser)
            guard pending.interaction == .signIn else { return .step(.ask(flow: flow)) }
            return .form(visit.prompt(username: pending.request.loginHint ?? ""))
        } catch {
            return .step(error.step)
        }
    }

    /// `POST /login` with name and password.
    ///
    /// The caller has checked that the form is ours (`isFormToken(_:for:)`).
    package func signIn(
        username: String,
        password: Secret<String>,
        flow: String?,
        browser: BrowserContext
    ) async -> SignInOutcome {
        do throws(AuthorizationEnding) {
            let visit = try await visit(flow, browser)
            return try await AuthorizationEnding.refusing(clientName: visit.request?.client.name) {
                () async throws(OAuthError) in
                try await signIn(SignInVisit.name(username), password, visit)
            }
        } catch {
            return .step(error.step)
        }
    }

    /// Reads where a visit to the sign-in page comes from.
    func visit(_ flow: String?, _ browser: BrowserContext) async throws(AuthorizationEnding) -> SignInVisit {
        guard let flow else { return SignInVisit(sealedFlow: nil, flow: nil, request: nil, browser: browser) }
        if let device = device(flow, browser) {
            return SignInVisit(sealedFlow: flow, flow: nil, request: nil, device: device, browser: browser)
        }
        let opened = try open(flow, in: browser)
        return SignInVisit(
            sealedFlow: flow,
            flow: opened,
            request: try await request(of: opened, in: browser),
            browser: browser
        )
    }

    private func signIn(
        _ username: String,
        _ password: Secret<String>,
        _ visit: SignInVisit
    ) async throws(OAuthError) -> SignInOutcome {
        let prompt = visit.prompt(username: username)
        let user = try await answering { () async throws(StorageError) in
            try await people.users.user(named: username)
        }
        let attempt = PasswordAttempt(
            name: username,
            person: user?.id,
            address: visit.address,
            now: visit.browser.now
        )
        let admission = signInLimits.admit(attempt)
        if case .wait(let seconds) = admission {
            try await noteThrottling(of: username, visit)
            return .form(prompt, refusal: .throttled(seconds: seconds))
        }
        let verdict = await isCorrect(password, for: user, from: visit.address)
        switch verdict {
        case .busy:
            if admission == .admitted { signInLimits.giveBack(attempt) }
            return .form(prompt, refusal: .busy)
        case .tooMuchAtOnce: return .form(prompt, refusal: .busy)
        case .right, .wrong: break
        }
        // Who is disabled learns nothing more than a stranger.
        guard
            verdict == .right, admission == .admitted,
            let user = try await unchanged(user), user.disabledAt == nil
        else {
            let isDisabled = verdict == .right && user?.disabledAt != nil
            try await note(
                visit.event(.signInFailed, user: user?.id, reason: isDisabled ? "disabled" : admission.reason)
            )
            return .form(prompt, refusal: .wrong)
        }
        signInLimits.giveBack(attempt)
        return try await passwordWasRight(user, password, username, visit)
    }

    /// The person as they are now; nil if the password was changed while it was computed.
    private func unchanged(_ user: User?) async throws(OAuthError) -> User? {
        guard let user else { return nil }
        let current = try await answering { () async throws(StorageError) in try await people.users.user(user.id) }
        return current?.passwordHash == user.passwordHash ? current : nil
    }

    private func passwordWasRight(
        _ user: User,
        _ password: Secret<String>,
        _ username: String,
        _ visit: SignInVisit
    ) async throws(OAuthError) -> SignInOutcome {
        let user = try await withCurrentHash(user, password, visit)
        guard user.secondFactor != nil else {
            return .signedIn(try await begin(user, context: .aal1, visit))
        }
        let challenge = SecondFactorChallenge(user: user, username: username, now: visit.browser.now)
        let sealed = challenge.sealed(with: challengeKey, browserID: visit.browser.browserID)
        return .secondFactor(visit.prompt(challenge: sealed, username: username), refusal: nil)
    }

    private func noteThrottling(of username: String, _ visit: SignInVisit) async throws(OAuthError) {
        let notice = signInLimits.notices.admit(username: username, address: visit.address, now: visit.browser.now)
        guard notice == .admitted else { return }
        try await note(visit.event(.signInThrottled, user: nil, reason: "password"))
    }

    func note(_ event: AuditEvent) async throws(OAuthError) {
        try await answering { () async throws(StorageError) in try await people.users.note(event) }
    }

    var challengeKey: SealingKey { people.root.derived(purpose: "second-factor-challenge") }
}
