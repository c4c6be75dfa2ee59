extension AuthorizationServer {
    /// RFC 6749 §3.1: the authorization endpoint.
    package func authorize(_ parameters: Parameters, browser: BrowserContext) async -> AuthorizationStep {
        do throws(AuthorizationEnding) {
            let flow = try await AuthorizationEnding.refusing { () async throws(OAuthError) in
                let presented = try parameters.required("client_id")
                let client = try await requestingClient(parameters, browser)
                let source = try await source(parameters, of: client, now: browser.now)
                return newFlow(source.parameters, of: presented, uses: source.uses, now: browser.now)
            }
            let pending = try await pending(flow, in: browser)
            return switch pending.interaction {
            case .signIn: .signIn(flow: seal(flow, for: browser))
            case .chooseAccount, .consent: .ask(flow: seal(flow, for: browser))
            case .issue: .answer(try await issue(pending, uses: flow.uses, browser: browser))
            case .fail(let error): .answer(pending.request.target.redirect(error: error))
            }
        } catch {
            return error.step
        }
    }

    /// Gives the client a code for all that the person can give; nothing was asked.
    func issue(
        _ pending: PendingAuthorization,
        uses: [PendingUse],
        browser: BrowserContext
    ) async throws(AuthorizationEnding) -> AuthorizationAnswer {
        guard let person = pending.person else {
            throw .refused(OAuthError(.serverError, "Nobody is signed in."), clientName: pending.request.client.name)
        }
        let decision = ConsentDecision(granted: person.scope, consent: nil)
        return try await issue(decision, to: person.signedIn, pending, uses: uses, browser: browser)
    }

    /// Gives the client a code for what was decided.
    func issue(
        _ decision: ConsentDecision,
        to signedIn: SignedIn,
        _ pending: PendingAuthorization,
        uses: [PendingUse],
        browser: BrowserContext
    ) async throws(AuthorizationEnding) -> AuthorizationAnswer {
        let target = pending.request.target
        try await useUp(uses, of: target, now: browser.now)
        let plan = CodePlan(
            decision,
            request: pending.request,
            signedIn: signedIn,
            address: browser.address,
            now: browser.now,
            entropy: entropy
        )
        let lifetime = configuration.longestTokenSeconds
        let records = try await AuthorizationEnding.redirecting(to: target) { () async throws(OAuthError) in
            try await keep(pending.request.client, now: browser.now)
            try await takeBack(decision, by: signedIn, from: pending.request.client, browser: browser)
            return try await answering { () async throws(StorageError) in
                try await people.grants.record(
                    plan.grant,
                    code: plan.stored,
                    consent: decision.consent,
                    limit: PeopleConfiguration.grantsPerConsent,
                    revocation: { .spent($0, now: browser.now, lifetime: lifetime) },
                    audit: plan.audit
                )
            }
        }
        publishing.publish(records)
        return target.redirect(code: plan.code)
    }

    /// Takes care that a request is answered with one code only.
    private func useUp(
        _ uses: [PendingUse],
        of target: RedirectTarget,
        now: Int64
    ) async throws(AuthorizationEnding) {
        for use in uses {
            let isFirst = try await AuthorizationEnding.redirecting(to: target) { () async throws(OAuthError) in
                try await answering { () async throws(StorageError) in
                    try await people.requests.useOnce(use.kind, use.digest, until: use.expiresAt, at: now)
                }
            }
            guard isFirst else { throw AuthorizationEnding.usedBefore(use.kind, target) }
        }
    }
}

extension AuthorizationEnding {
    fileprivate static func usedBefore(_ kind: SingleUse, _ target: RedirectTarget) -> AuthorizationEnding {
        switch kind {
        case .pushedRequest:
            .answered(target.redirect(error: OAuthError(.invalidRequestURI, "The request_uri was used before.")))
        case .requestObject:
            .answered(target.redirect(error: OAuthError(.invalidRequestObject, "The request object was used before.")))
        case .flow, .clientAssertion, .proof, .registration:
            .refused(
                OAuthError(.invalidRequest, "This page was answered before. Start again from the application."),
                clientName: target.clientName
            )
        }
    }
}
