extension AuthorizationServer {
    /// What `GET /consent` shows.
    package func consentView(flow: String, browser: BrowserContext) async -> ConsentView {
        do throws(AuthorizationEnding) {
            let pending = try await pending(try open(flow, in: browser), in: browser)
            switch (pending.interaction, pending.person) {
            case (.consent, let person?):
                return .prompt(ConsentPrompt(flow: flow, pending.request, person: person, catalog: catalog))
            case (.chooseAccount, let person?):
                return .choose(
                    AccountChoicePrompt(
                        flow: flow,
                        clientName: pending.request.client.name,
                        person: PromptPerson(person.signedIn.user),
                        redirectURI: pending.request.target.uri
                    )
                )
            case (.issue, _):
                let uses = [pending.flow.use] + pending.flow.uses
                return .step(.answer(try await issue(pending, uses: uses, browser: browser)))
            case (.fail(let error), _):
                return .step(.answer(pending.request.target.redirect(error: error)))
            case (.signIn, _), (.consent, nil), (.chooseAccount, nil):
                return .step(.signIn(flow: flow))
            }
        } catch {
            return .step(error.step)
        }
    }

    /// `POST /consent` with a decision: the scopes that are ticked; nil denies.
    ///
    /// The caller has checked that the form is ours (`isFormToken(_:for:)`).
    package func decide(flow: String, allowed: [String]?, browser: BrowserContext) async -> AuthorizationStep {
        do throws(AuthorizationEnding) {
            let pending = try await pending(try open(flow, in: browser), in: browser)
            switch (pending.interaction, pending.person) {
            case (.consent, let person?), (.issue, let person?):
                return .answer(try await answer(allowed, by: person, to: pending, browser: browser))
            case (.chooseAccount, _):
                return .ask(flow: flow)
            case (.fail(let error), _):
                return .answer(pending.request.target.redirect(error: error))
            case (.signIn, _), (.consent, nil), (.issue, nil):
                return .signIn(flow: flow)
            }
        } catch {
            return error.step
        }
    }

    /// `POST /consent` with an answer to who goes on, or with "that is not me".
    package func chooseAccount(
        flow: String,
        isSamePerson: Bool,
        browser: BrowserContext
    ) async -> AuthorizationStep {
        do throws(AuthorizationEnding) {
            var pending = try await pending(try open(flow, in: browser), in: browser)
            pending.flow.wantsOther = !isSamePerson
            pending.flow.chosen = isSamePerson ? pending.person?.signedIn.user.id : nil
            if !isSamePerson { pending.flow.signedIn = nil }
            let flow = seal(pending.flow, for: browser)
            return isSamePerson ? .ask(flow: flow) : .signIn(flow: flow)
        } catch {
            return error.step
        }
    }

    private func answer(
        _ allowed: [String]?,
        by person: Interaction.Person,
        to pending: PendingAuthorization,
        browser: BrowserContext
    ) async throws(AuthorizationEnding) -> AuthorizationAnswer {
        let request = pending.request
        let decision = try await AuthorizationEnding.redirecting(to: request.target) { () async throws(OAuthError) in
            do throws(OAuthError) {
                guard let allowed else { throw OAuthError(.accessDenied, "The person did not allow it.") }
                return try ConsentDecision(
                    allowed: allowed,
                    person: person,
                    client: request.client,
                    askedAt: pending.flow.createdAt,
                    now: browser.now
                )
            } catch {
                try await noteDenial(by: person, to: request, browser: browser)
                throw error
            }
        }
        let uses = [pending.flow.use] + pending.flow.uses
        return try await issue(decision, to: person.signedIn, pending, uses: uses, browser: browser)
    }

    private func noteDenial(
        by person: Interaction.Person,
        to request: AuthorizationRequest,
        browser: BrowserContext
    ) async throws(OAuthError) {
        let facts = AccountFacts(
            user: person.signedIn.user.id,
            client: request.client.id,
            session: person.signedIn.session.id,
            scope: person.scope,
            address: browser.address
        )
        let event = AuditEvent(
            at: browser.now,
            actor: person.signedIn.user.id.value,
            kind: .account(.consentDenied, facts)
        )
        try await answering { () async throws(StorageError) in try await people.users.note(event) }
    }
}
