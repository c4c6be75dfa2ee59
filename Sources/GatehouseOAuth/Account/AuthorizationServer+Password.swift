extension AuthorizationServer {
    /// Replaces the password of the person who is signed in in that browser; their other sessions end.
    package func changePassword(
        from current: Secret<String>,
        to new: Secret<String>,
        browser: BrowserContext
    ) async throws(OAuthError) -> AccountChange {
        guard let signedIn = try await signedIn(browser) else { return .signedOut }
        let user = signedIn.user
        do throws(PasswordFlaw) {
            try PasswordRule.check(new, username: user.username, email: user.email)
        } catch {
            return .flaw(error)
        }
        let check = try await checkPassword(current, of: signedIn, browser)
        guard check == .done else { return check }
        guard let hash = await hash(new, from: browser.address ?? "") else { return .busy }
        let others = try await ownSessions(of: signedIn, browser).filter { $0.id != signedIn.session.id }
        try await announceEnd(of: others, now: browser.now)
        let facts = AccountFacts(user: user.id, session: signedIn.session.id, address: browser.address)
        _ = try await answering { () async throws(StorageError) in
            try await people.users.setPassword(
                hash,
                of: user.id,
                keepingSession: signedIn.session.id,
                at: browser.now,
                audit: AuditEvent(at: browser.now, actor: user.id.value, kind: .account(.passwordChanged, facts))
            )
        }
        return .done
    }

    /// Asks for the password once more before something that a borrowed browser must not do.
    func checkPassword(
        _ password: Secret<String>,
        of signedIn: SignedIn,
        _ browser: BrowserContext
    ) async throws(OAuthError) -> AccountChange {
        let user = signedIn.user
        let address = browser.address ?? ""
        let attempt = PasswordAttempt(
            name: user.username.value,
            person: user.id,
            address: address,
            now: browser.now
        )
        switch signInLimits.admit(attempt) {
        case .admitted: break
        // Who is signed in knows their own names.
        case .wait(let seconds), .overdrawn(let seconds): return .throttled(seconds: seconds)
        }
        switch await isCorrect(password, for: user, from: address) {
        case .right:
            signInLimits.giveBack(attempt)
            return .done
        case .busy:
            signInLimits.giveBack(attempt)
            return .busy
        case .tooMuchAtOnce: return .busy
        case .wrong:
            let facts = AccountFacts(user: user.id, address: browser.address, reason: "password_again")
            try await note(
                AuditEvent(at: browser.now, actor: user.id.value, kind: .account(.signInFailed, facts))
            )
            return .wrongPassword
        }
    }
}
