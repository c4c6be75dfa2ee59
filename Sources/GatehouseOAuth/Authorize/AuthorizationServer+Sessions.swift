import GatehouseJOSE

extension AuthorizationServer {
    /// Begins a session of a person who has just proved who they are.
    func begin(
        _ user: User,
        context: AuthenticationContext,
        _ visit: SignInVisit
    ) async throws(OAuthError) -> NewSession {
        let browser = visit.browser
        // The same person in the same browser keeps the session's name, which clients know as `sid`; its secret is new.
        let former = try await signedIn(browser)
        let earlier = former.flatMap { $0.user.id == user.id ? $0.session : nil }
        // Somebody else's session ends here, and their clients hear of it.
        if let former, earlier == nil { try await announceEnd(of: [former.session], now: browser.now) }
        let session = Session(
            id: earlier?.id ?? Base64URL.encode(entropy.bytes(16)),
            userID: user.id,
            createdAt: earlier?.createdAt ?? browser.now,
            authenticatedAt: browser.now,
            context: context,
            lastSeenAt: browser.now,
            expiresAt: browser.now + configuration.people.sessionSeconds,
            userAgent: browser.userAgent.map { Self.cut($0) },
            address: browser.address
        )
        let secret = Base64URL.encode(entropy.bytes(32))
        let event = visit.event(.signedIn, user: user.id, session: session.id)
        try await answering { () async throws(StorageError) in
            try await people.sessions.begin(
                session,
                digest: SecretDigest.of(secret),
                ending: browser.sessionDigest,
                audit: event
            )
        }
        return NewSession(secret: Secret(secret), session: session, next: next(visit, user))
    }

    private func next(_ visit: SignInVisit, _ user: User) -> NewSession.Next {
        if let device = visit.device { return .device(userCode: device.userCode?.shown) }
        guard var flow = visit.flow else { return .account }
        flow.signedIn = user.id
        flow.wantsOther = false
        return .ask(flow: seal(flow, for: visit.browser))
    }

    /// The person with a hash of today's cost.
    ///
    /// It is best effort: the password that was right stays right with its old hash.
    func withCurrentHash(
        _ user: User,
        _ password: Secret<String>,
        _ visit: SignInVisit
    ) async throws(OAuthError) -> User {
        guard let old = user.passwordHash, old.needsRehash else { return user }
        guard let hash = await hash(password, from: visit.address) else { return user }
        return try await answering { () async throws(StorageError) in
            // The password may have been changed while the new hash was computed.
            guard try await people.users.rehash(hash, replacing: old, of: user.id) == .changed else { return user }
            return try await people.users.user(user.id) ?? user
        }
    }

    /// At most 200 bytes, whole characters.
    private static func cut(_ text: String) -> String {
        var cut = String.UnicodeScalarView()
        var size = 0
        for scalar in text.unicodeScalars {
            size += UTF8.width(scalar)
            guard size <= 200 else { break }
            cut.append(scalar)
        }
        return String(cut)
    }
}
