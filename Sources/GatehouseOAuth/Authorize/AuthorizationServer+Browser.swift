import GatehouseJOSE

extension AuthorizationServer {
    /// Who is signed in in that browser; nil if nobody is.
    package func signedIn(_ browser: BrowserContext) async throws(OAuthError) -> SignedIn? {
        guard let digest = browser.sessionDigest else { return nil }
        let signedIn = try await answering { () async throws(StorageError) in
            try await people.sessions.session(digest, at: browser.now)
        }
        guard let signedIn, holds(signedIn, at: browser.now) else { return nil }
        await people.sessions.noteSessionUse(signedIn.session.id, at: browser.now)
        return signedIn
    }

    private func holds(_ signedIn: SignedIn, at now: Int64) -> Bool {
        let session = signedIn.session
        let idle = now - session.lastSeenAt
        return now < session.expiresAt && idle < configuration.people.sessionIdleSeconds
            && signedIn.user.disabledAt == nil
    }

    /// A value for a new browser cookie: 128 random bits.
    package func newBrowserID() -> String {
        Base64URL.encode(entropy.bytes(16))
    }

    /// What every form carries against forgery: bound to the browser and to the session in it.
    package func formToken(for browser: BrowserContext) -> String {
        Base64URL.encode(formKey.hmac(Self.formFacts(browser)))
    }

    /// Whether a form that came back was made for this browser and this session.
    package func isFormToken(_ token: String?, for browser: BrowserContext) -> Bool {
        guard let code = token.flatMap({ Base64URL.decode($0) }) else { return false }
        return formKey.isValid(hmac: code, for: Self.formFacts(browser))
    }

    private var formKey: SealingKey { people.root.derived(purpose: "csrf") }

    private static func formFacts(_ browser: BrowserContext) -> [UInt8] {
        Array(browser.browserID.utf8) + [0] + (browser.sessionDigest ?? [])
    }
}
