import GatehouseJOSE

extension AuthorizationServer {
    /// Ends the session of that browser.
    package func signOut(_ browser: BrowserContext) async throws(OAuthError) {
        guard let signedIn = try await signedIn(browser) else { return }
        _ = try await end([signedIn.session], of: signedIn, browser)
    }

    /// Ends one session of the person who is signed in in that browser.
    package func endSession(_ id: String, browser: BrowserContext) async throws(OAuthError) -> AccountChange {
        guard let signedIn = try await signedIn(browser) else { return .signedOut }
        let sessions = try await ownSessions(of: signedIn, browser)
        return try await end(sessions.filter { $0.id.hasSameBytes(as: id) }, of: signedIn, browser)
    }

    /// Ends every session of the person who is signed in in that browser, that one with them.
    package func endAllSessions(_ browser: BrowserContext) async throws(OAuthError) -> AccountChange {
        guard let signedIn = try await signedIn(browser) else { return .signedOut }
        let sessions = try await ownSessions(of: signedIn, browser)
        try await announceEnd(of: sessions, now: browser.now)
        let facts = AccountFacts(user: signedIn.user.id, session: signedIn.session.id, address: browser.address)
        _ = try await answering { () async throws(StorageError) in
            try await people.sessions.endAll(
                of: signedIn.user.id,
                except: nil,
                audit: AuditEvent(
                    at: browser.now,
                    actor: signedIn.user.id.value,
                    kind: .account(.signedOutEverywhere, facts)
                )
            )
        }
        return .done
    }

    func ownSessions(of signedIn: SignedIn, _ browser: BrowserContext) async throws(OAuthError) -> [Session] {
        try await answering { () async throws(StorageError) in
            try await people.sessions.sessions(of: signedIn.user.id, at: browser.now)
        }
    }

    private func end(
        _ sessions: [Session],
        of signedIn: SignedIn,
        _ browser: BrowserContext
    ) async throws(OAuthError) -> AccountChange {
        try await announceEnd(of: sessions, now: browser.now)
        for session in sessions {
            let facts = AccountFacts(user: signedIn.user.id, session: session.id, address: browser.address)
            let audit = AuditEvent(at: browser.now, actor: signedIn.user.id.value, kind: .account(.signedOut, facts))
            _ = try await answering { () async throws(StorageError) in
                try await people.sessions.end(session.id, of: signedIn.user.id, audit: audit)
            }
        }
        return .done
    }
}
