import GatehouseJOSE

extension AuthorizationServer {
    /// What the page for a code shows: the form, or what the device with that code asks for.
    ///
    /// Nothing is ever allowed by looking, also not with `verification_uri_complete` (RFC 8628 §3.3.1).
    package func deviceView(userCode typed: String?, browser: BrowserContext) async -> DeviceView {
        await Self.shown { () async throws(OAuthError) in
            let code = typed.flatMap { UserCode(typed: $0) }
            guard let signedIn = try await signedIn(browser) else {
                return signIn(with: code, wantsOther: false, browser)
            }
            guard let typed, !typed.isEmpty else { return .form(DeviceForm()) }
            let guesser = "device " + signedIn.user.id.value
            switch signInLimits.codes.admit(person: guesser, now: browser.now) {
            case .admitted: break
            case .wait(let seconds): return .form(DeviceForm(refusal: .throttled(seconds: seconds)))
            }
            guard let code, let pending = try await pending(code, signedIn, browser) else {
                return .form(DeviceForm(userCode: code?.shown ?? "", refusal: .unknown))
            }
            signInLimits.codes.succeeded(person: guesser, now: browser.now)
            guard !pending.person.scope.isEmpty else { return .form(DeviceForm(refusal: .nothingToGive)) }
            let step = DeviceStep(userCode: code, digest: pending.device.digest)
            let flow = step.sealed(with: people.root, browserID: browser.browserID)
            return .prompt(pending.prompt(flow: flow, catalog: catalog))
        }
    }

    /// A decision about the device that was shown: the scopes that are ticked; nil denies.
    ///
    /// The caller has checked that the form is ours (`isFormToken(_:for:)`).
    package func decideDevice(flow: String, allowed: [String]?, browser: BrowserContext) async -> DeviceView {
        await Self.shown { () async throws(OAuthError) in
            guard let step = step(flow, browser) else { return .form(DeviceForm(refusal: .unknown)) }
            guard let signedIn = try await signedIn(browser) else {
                return signIn(with: step.userCode, wantsOther: false, browser)
            }
            guard
                let pending = try await pending(step.userCode, signedIn, browser),
                SecretDigest.isEqual(pending.device.digest, step.digest)
            else { return .form(DeviceForm(refusal: .unknown)) }
            return try await decide(pending, allowed, browser)
        }
    }

    /// "That is not me": somebody else signs in and goes on with the device.
    package func changeDevicePerson(flow: String, browser: BrowserContext) -> DeviceView {
        signIn(with: step(flow, browser)?.userCode, wantsOther: true, browser)
    }

    private func decide(
        _ pending: PendingDevice,
        _ allowed: [String]?,
        _ browser: BrowserContext
    ) async throws(OAuthError) -> DeviceView {
        let signedIn = pending.person.signedIn
        let decision = Self.decision(pending, allowed, browser)
        let grant = decision.map { pending.grant($0, now: browser.now, entropy: entropy) }
        let kinds: [AccountEvent] = grant == nil ? [.consentDenied] : [.consentGiven, .granted]
        let events = pending.events(kinds, grant: grant, browser: browser)
        let outcome = try await answering { () async throws(StorageError) in
            try await people.devices.decide(
                pending.device.userCode,
                grant: grant,
                consent: decision?.consent,
                at: browser.now,
                audit: events
            )
        }
        switch outcome {
        case .decided:
            if let decision { try await takeBack(decision, by: signedIn, from: pending.client, browser: browser) }
            return .done(clientName: pending.client.name, isAllowed: grant != nil)
        case .late: return .form(DeviceForm(refusal: .unknown))
        }
    }

    /// Nil denies, also if no box is ticked.
    private static func decision(
        _ pending: PendingDevice,
        _ allowed: [String]?,
        _ browser: BrowserContext
    ) -> ConsentDecision? {
        guard let allowed else { return nil }
        return try? ConsentDecision(
            allowed: allowed,
            person: pending.person,
            client: pending.client,
            askedAt: pending.device.createdAt,
            now: browser.now
        )
    }

    private func pending(
        _ code: UserCode,
        _ signedIn: SignedIn,
        _ browser: BrowserContext
    ) async throws(OAuthError) -> PendingDevice? {
        let found = try await answering { () async throws(StorageError) -> (DeviceAuthorization, Client)? in
            guard let device = try await people.devices.device(userCode: code.value, at: browser.now) else {
                return nil
            }
            return try await clients.client(device.clientID).map { (device, $0) }
        }
        guard let (device, client) = found, client.disabledAt == nil else { return nil }
        let user = signedIn.user
        let consent = try await answering { () async throws(StorageError) in
            try await people.grants.consent(of: user.id, for: client.id)
        }
        let person = Interaction.Person(
            signedIn: signedIn,
            subject: subjects.subject(of: user.id, for: client),
            scope: GrantableScope.of(device.scope, client: client, user: user, catalog: catalog.catalog()),
            consent: consent.flatMap { $0.isGood(for: client) ? $0 : nil }
        )
        return PendingDevice(device: device, client: client, person: person)
    }

    private func step(_ flow: String, _ browser: BrowserContext) -> DeviceStep? {
        DeviceStep(opening: flow, with: people.root, browserID: browser.browserID)
    }

    private func signIn(with code: UserCode?, wantsOther: Bool, _ browser: BrowserContext) -> DeviceView {
        let continuation = DeviceContinuation(userCode: code, wantsOther: wantsOther, createdAt: browser.now)
        return .signIn(flow: continuation.sealed(with: people.root, browserID: browser.browserID))
    }

    private static func shown(_ body: () async throws(OAuthError) -> DeviceView) async -> DeviceView {
        do {
            return try await body()
        } catch {
            return .refused(AuthorizationRefusal(error: error))
        }
    }
}
