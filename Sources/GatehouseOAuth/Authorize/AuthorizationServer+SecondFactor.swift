import GatehouseJOSE

extension AuthorizationServer {
    /// `POST /login` with a code of the second factor: of the authenticator, or one of the recovery codes.
    ///
    /// The caller has checked that the form is ours (`isFormToken(_:for:)`).
    package func secondFactor(
        code: String,
        challenge: String,
        flow: String?,
        browser: BrowserContext
    ) async -> SignInOutcome {
        do throws(AuthorizationEnding) {
            let visit = try await visit(flow, browser)
            return try await AuthorizationEnding.refusing(clientName: visit.request?.client.name) {
                () async throws(OAuthError) in
                try await secondFactor(code, challenge, visit)
            }
        } catch {
            return .step(error.step)
        }
    }

    private func secondFactor(
        _ code: String,
        _ sealed: String,
        _ visit: SignInVisit
    ) async throws(OAuthError) -> SignInOutcome {
        let browser = visit.browser
        let opened = SecondFactorChallenge(
            opening: sealed,
            with: challengeKey,
            browserID: browser.browserID,
            now: browser.now
        )
        guard let challenge = opened else { return .form(visit.prompt(username: ""), refusal: .late) }
        let user = try await answering { () async throws(StorageError) in
            try await people.users.user(challenge.user)
        }
        guard let user, challenge.holds(for: user) else {
            return .form(visit.prompt(username: challenge.username), refusal: .late)
        }
        let prompt = visit.prompt(challenge: sealed, username: challenge.username)
        switch signInLimits.codes.admit(person: user.id.value, now: browser.now) {
        case .admitted: break
        case .wait(let seconds): return .secondFactor(prompt, refusal: .throttled(seconds: seconds))
        }
        guard try await uses(code, user, visit) == .accepted else {
            try await note(visit.event(.signInFailed, user: user.id, reason: "second_factor"))
            return .secondFactor(prompt, refusal: .wrong)
        }
        signInLimits.codes.succeeded(person: user.id.value, now: browser.now)
        return .signedIn(try await begin(user, context: .aal2, visit))
    }

    /// Takes a code once (RFC 6238 §5.2).
    private func uses(_ code: String, _ user: User, _ visit: SignInVisit) async throws(OAuthError) -> SecondFactorUse {
        guard let factor = user.secondFactor else { return .refused }
        if let secret = people.secret(of: factor, of: user.id) {
            let step = TOTP.matchingStep(code: code, secret: secret, now: visit.browser.now, after: factor.lastStep)
            if let step {
                return try await answering { () async throws(StorageError) in
                    try await people.users.useStep(step, of: user.id)
                }
            }
        }
        guard let recovery = RecoveryCode(typed: code) else { return .refused }
        let event = visit.event(.recoveryCodeUsed, user: user.id)
        return try await answering { () async throws(StorageError) in
            try await people.users.useRecoveryCode(recovery.digest, of: user.id, audit: event)
        }
    }
}
