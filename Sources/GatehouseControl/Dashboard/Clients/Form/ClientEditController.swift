import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Changes clients by their form.
struct ClientEditController: Sendable {
    let pages: DashboardPages

    private var services: DashboardServices { pages.services }

    var routes: [SiteRoute] { [.get("/clients/{id}/edit", show), .post("/clients/{id}/edit", save)] }

    /// Answers `GET /clients/ID/edit`; scopes in the query are ticked beside those that it has.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .clients) { visit throws(StorageError) in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            guard let client = try await visit.client() else { return visit.noClient }
            guard client.isEditable else { return visit.redirect(to: ClientPath.page(client.clientID)) }
            var values = ClientFormValues(client)
            values.scopes += visit.wantedScopes
                .filter { scope in !client.scopes.contains(where: scope.hasSameBytes) }
            return await form(Draft(client: client, values: values, version: client.version), visit)
        }
    }

    /// Answers `POST /clients/ID/edit`.
    @Sendable func save(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .clients) { fields, visit throws(StorageError) in
            guard let client = try await visit.client() else { return visit.noClient }
            guard client.isEditable else { return try await refuse(client, visit) }
            var values = ClientFormValues(ClientKind(client), fields)
            values.settle(client)
            let draft = Draft(client: client, values: values, version: fields["version"] ?? client.version)
            let isStep = values.follow(fields)
            if isStep {
                let shown = Draft(client: client, values: values, version: draft.version)
                if pages.isOwnScript(request) {
                    return ClientPreviewPage(site: pages.site, preview: await preview(shown)).response()
                }
                return await form(shown, visit)
            }
            return try await save(draft, visit)
        }
    }

    /// What is on the way to become of a client.
    private struct Draft {
        let client: ClientSummary
        let values: ClientFormValues
        /// Of the client when its form was shown.
        let version: String
    }

    private func save(_ draft: Draft, _ visit: DashboardVisit) async throws(StorageError) -> Response {
        let client = draft.client
        var check = ClientFormCheck(draft.values, services: services)
        await check.copyLogo()
        let wish = draft.values.wish(id: nil, replacing: client)
        try await check.examine(wish, updating: ClientID(client.clientID))
        guard check.problems.isEmpty else { return await form(draft, visit, problems: check.problems) }
        let answer = try await services.administration.perform(
            .updateClient(client.clientID, wish, version: draft.version),
            actor: visit.actor,
            now: visit.now
        )
        if case .refused(let refusal) = answer {
            if refusal.code == .outdated { return try await conflict(draft, visit) }
            check.note(refusal)
            return await form(draft, visit, problems: check.problems)
        }
        if let change = logoChange(draft, check.logo) {
            let answer = try await services.administration.perform(change, actor: visit.actor, now: visit.now)
            if case .refused(let refusal) = answer { return visit.refused(refusal, of: client) }
        }
        return visit.redirect(
            to: ClientPath.page(client.clientID),
            done: DashboardNotice("Saved \(PageWords.name(draft.values.name)).")
        )
    }

    private func logoChange(_ draft: Draft, _ logo: [UInt8]?) -> AdminCommand? {
        if let logo { return .setLogo(client: draft.client.clientID, logo) }
        return draft.values.removesLogo ? .setLogo(client: draft.client.clientID, nil) : nil
    }

    /// Says what a declared client needs instead.
    private func refuse(_ client: ClientSummary, _ visit: DashboardVisit) async throws(StorageError) -> Response {
        let wish = ClientFormValues(client).wish(id: nil, replacing: client)
        let command = AdminCommand.updateClient(client.clientID, wish, version: nil)
        let answer = try await services.administration.perform(command, actor: visit.actor, now: visit.now)
        guard case .refused(let refusal) = answer else { return visit.redirect(to: ClientPath.page(client.clientID)) }
        return visit.refused(refusal, of: client)
    }

    /// The form with what was typed, and what somebody else made of the client meanwhile.
    private func conflict(_ draft: Draft, _ visit: DashboardVisit) async throws(StorageError) -> Response {
        guard let standing = try await visit.client(draft.client.clientID) else { return visit.noClient }
        let query = AuditQuery(kind: "client.", about: standing.clientID, limit: 1)
        let event = try await services.directory.audit(query).first?.event
        var actor = event?.actor
        if let id = event.flatMap({ UserID($0.actor) }) {
            actor = try await services.directory.names(clients: [], users: [id]).users[id.value] ?? actor
        }
        let conflict = ClientConflict(
            typed: draft.values,
            standing: standing,
            actor: actor,
            time: event.map { PageTime($0.at, now: visit.now) }
        )
        let renewed = Draft(client: standing, values: draft.values, version: standing.version)
        return await form(renewed, visit, conflict: conflict)
    }

    private func form(
        _ draft: Draft,
        _ visit: DashboardVisit,
        problems: ClientFormProblems = ClientFormProblems(),
        conflict: ClientConflict? = nil
    ) async -> Response {
        let form = ClientForm(
            draft.values,
            action: ClientPath.page(draft.client.clientID, "edit"),
            client: draft.client,
            version: draft.version,
            problems: problems,
            services: services
        )
        let page = ClientFormPage.edit(
            form,
            draft.client,
            applicationName: services.catalog.catalog().application(draft.client.application)?.name,
            preview: await preview(draft),
            conflict: conflict,
            frame: visit.frame()
        )
        let status: HTTPResponse.Status =
            conflict != nil ? .conflict : problems.isEmpty ? .ok : .unprocessableContent
        return visit.show(page, status: status)
    }

    private func preview(_ draft: Draft) async -> ClientPreview {
        ClientPreview(
            draft.values,
            id: ClientID(draft.client.clientID),
            logoPath: draft.values.removesLogo ? nil : draft.client.logoPath,
            catalog: services.catalog,
            policy: await services.applications.standing().policy
        )
    }
}

extension ClientFormValues {
    /// Takes what cannot be changed from the client.
    mutating func settle(_ client: ClientSummary) {
        application = client.application
        isPublic = client.isPublic
        takesRedirects = client.grants.contains(GrantType.authorizationCode.rawValue)
        if SnippetFacts.Proof(client) == .key { proof = .keys }
    }
}
