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
        guard let hash = try? await people.passwords.hash(new) else { return .busy }
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
        let name = user.username.value
        let address = browser.address ?? ""
        switch signInLimits.passwords.admit(username: name, address: address, now: browser.now) {
        case .admitted: break
        case .wait(let seconds): return .throttled(seconds: seconds)
        }
        guard let isCorrect = try? await people.passwords.isCorrect(password, for: user.passwordHash) else {
            signInLimits.passwords.succeeded(username: name, address: address, now: browser.now)
            return .busy
        }
        guard isCorrect else {
            let facts = AccountFacts(user: user.id, address: browser.address, reason: "password_again")
            try await note(
                AuditEvent(at: browser.now, actor: user.id.value, kind: .account(.signInFailed, facts))
            )
            return .wrongPassword
        }
        signInLimits.passwords.succeeded(username: name, address: address, now: browser.now)
        return .done
    }
}
