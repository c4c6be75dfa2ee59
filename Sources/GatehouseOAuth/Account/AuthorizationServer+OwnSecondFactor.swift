import GatehouseJOSE

extension AuthorizationServer {
    /// For so many seconds after a sign-in nobody is asked for the password again.
    private static let freshSeconds: Int64 = 900

    /// Begins to set up codes from an app (RFC 6238), after the password unless it was typed a moment ago.
    package func beginSecondFactor(
        password: Secret<String>? = nil,
        browser: BrowserContext
    ) async throws(OAuthError) -> SecondFactorBeginning {
        guard let signedIn = try await signedIn(browser) else { return .signedOut }
        guard signedIn.user.secondFactor == nil else { return .isOn }
        // Whoever finds a browser open must not lock its owner out.
        if browser.now - signedIn.session.authenticatedAt >= Self.freshSeconds {
            guard let password else { return .passwordNeeded(nil) }
            let check = try await checkPassword(password, of: signedIn, browser)
            guard check == .done else { return .passwordNeeded(check) }
        }
        return .begun(setup(TOTPSecret(entropy: entropy), for: signedIn.user))
    }

    /// Takes the first code, and with it the second factor.
    package func confirmSecondFactor(
        _ sealed: String,
        code: String,
        browser: BrowserContext
    ) async throws(OAuthError) -> SecondFactorConfirmation {
        guard let signedIn = try await signedIn(browser) else { return .signedOut }
        let user = signedIn.user
        guard let bytes = Base64URL.decode(sealed) else { return .stale }
        let factor = SecondFactor(sealedSecret: bytes, confirmedAt: browser.now)
        // A factor that is there already is turned off first, with the password.
        guard user.secondFactor == nil, let secret = people.secret(of: factor, of: user.id) else { return .stale }
        let step = TOTP.matchingStep(code: code, secret: secret, now: browser.now, after: nil)
        guard let step else { return .wrong(setup(secret, for: user)) }
        let codes = RecoveryCode.makeSet(entropy: entropy)
        try await store(
            SecondFactor(
                sealedSecret: bytes,
                confirmedAt: browser.now,
                lastStep: step,
                recoveryCodesLeft: codes.count
            ),
            codes,
            of: signedIn,
            .secondFactorEnabled,
            browser
        )
        return .confirmed(codes)
    }

    /// Turns the second factor off, after the password.
    package func removeSecondFactor(
        password: Secret<String>,
        browser: BrowserContext
    ) async throws(OAuthError) -> AccountChange {
        guard let signedIn = try await signedIn(browser) else { return .signedOut }
        let check = try await checkPassword(password, of: signedIn, browser)
        guard check == .done else { return check }
        try await store(nil, [], of: signedIn, .secondFactorDisabled, browser)
        return .done
    }

    /// Replaces the recovery codes, after the password; nil with `.done` where there is no second factor.
    package func renewRecoveryCodes(
        password: Secret<String>,
        browser: BrowserContext
    ) async throws(OAuthError) -> (change: AccountChange, codes: [RecoveryCode]) {
        guard let signedIn = try await signedIn(browser) else { return (.signedOut, []) }
        let check = try await checkPassword(password, of: signedIn, browser)
        guard check == .done else { return (check, []) }
        // Read again: a password takes a while, and the codes that were used in between must stay used.
        let user = try await answering { () async throws(StorageError) in
            try await people.users.user(signedIn.user.id)
        }
        guard var factor = user?.secondFactor else { return (.done, []) }
        let codes = RecoveryCode.makeSet(entropy: entropy)
        factor.recoveryCodesLeft = codes.count
        try await store(factor, codes, of: signedIn, .recoveryCodesMade, browser)
        return (.done, codes)
    }

    private func setup(_ secret: TOTPSecret, for user: User) -> SecondFactorSetup {
        let host = configuration.issuer.drop { $0 != "/" }.drop { $0 == "/" }
        return SecondFactorSetup(secret, for: user, issuerHost: String(host), people: people)
    }

    private func store(
        _ factor: SecondFactor?,
        _ codes: [RecoveryCode],
        of signedIn: SignedIn,
        _ event: AccountEvent,
        _ browser: BrowserContext
    ) async throws(OAuthError) {
        let user = signedIn.user.id
        let facts = AccountFacts(user: user, session: signedIn.session.id, address: browser.address)
        _ = try await answering { () async throws(StorageError) in
            try await people.users.setSecondFactor(
                factor,
                recoveryDigests: codes.map(\.digest),
                of: user,
                audit: AuditEvent(at: browser.now, actor: user.value, kind: .account(event, facts))
            )
        }
    }
}
