import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Creates clients by their forms.
struct ClientCreationController: Sendable {
    let pages: DashboardPages
    let entropy: any EntropySource

    private var services: DashboardServices { pages.services }

    var routes: [SiteRoute] {
        [
            .get(ClientPath.newCode) { request, context in await show(.code, request, context) },
            .get(ClientPath.newService) { request, context in await show(.service, request, context) },
            .post(ClientPath.newCode) { request, context in await create(.code, request, context) },
            .post(ClientPath.newService) { request, context in await create(.service, request, context) },
        ]
    }

    /// Answers `GET /clients/new/code` and `GET /clients/new/service`.
    private func show(_ kind: ClientKind, _ request: Request, _ context: ControlContext) async -> Response {
        await pages.page(request, context, in: .clients) { visit throws(StorageError) in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            guard let draft = newDraft(visit) else { return visit.redirect(to: ClientPath.list) }
            let catalog = services.catalog.catalog()
            let known = visit.query["application"].flatMap { catalog.application($0)?.key }
            let values = ClientFormValues(kind, application: known ?? catalog.applications.first?.key ?? "")
            return await form(values, draft, visit)
        }
    }

    /// Answers the forms that are posted to the same paths.
    private func create(_ kind: ClientKind, _ request: Request, _ context: ControlContext) async -> Response {
        await pages.form(request, context, in: .clients) { fields, visit throws(StorageError) in
            var values = ClientFormValues(kind, fields)
            let known = ClientDraft(field: fields["draft"], key: pages.key, formToken: visit.formToken)
            guard let draft = known ?? newDraft(visit) else { return visit.redirect(to: ClientPath.list) }
            if values.follow(fields) {
                if pages.isOwnScript(request), !fields.wantsPage { return await fragment(values, draft) }
                return await form(values, draft, visit)
            }
            guard known != nil else {
                let notice = PageNotice.fail("This form was open for too long", "Nothing was created. Send it again.")
                return await form(values, draft, visit, notice: notice)
            }
            return try await create(values, draft, visit)
        }
    }

    private func create(
        _ values: ClientFormValues,
        _ draft: ClientDraft,
        _ visit: DashboardVisit
    ) async throws(StorageError) -> Response {
        var check = ClientFormCheck(values, services: services)
        await check.copyLogo()
        let wish = values.wish(id: draft.id.value, logo: check.logo)
        try await check.examine(wish, updating: nil)
        // Nobody else can have this id: the same form came twice.
        if check.existsAlready {
            return visit.redirect(to: ClientPath.page(draft.id.value), done: .createdBefore(values))
        }
        guard check.problems.isEmpty else { return await form(values, draft, visit, problems: check.problems) }
        let answer = try await services.administration.perform(.createClient(wish), actor: visit.actor, now: visit.now)
        switch answer {
        case .createdClient(let created):
            let page = await ClientReadyPage(
                created,
                catalog: services.catalog,
                policy: services.applications.standing().policy,
                issuer: services.issuer,
                frame: visit.frame(notice: created.clientSecret == nil ? nil : .copySecret)
            )
            return visit.show(page)
        case .refused(let refusal) where refusal.code == .clientExists:
            return visit.redirect(to: ClientPath.page(draft.id.value), done: .createdBefore(values))
        case .refused(let refusal):
            check.note(refusal)
            return await form(values, draft, visit, problems: check.problems)
        default:
            return visit.redirect(to: ClientPath.page(draft.id.value))
        }
    }

    private func newDraft(_ visit: DashboardVisit) -> ClientDraft? {
        ClientDraft(entropy, key: pages.key, formToken: visit.formToken)
    }

    private func form(
        _ values: ClientFormValues,
        _ draft: ClientDraft,
        _ visit: DashboardVisit,
        problems: ClientFormProblems = ClientFormProblems(),
        notice: PageNotice? = nil
    ) async -> Response {
        let form = ClientForm(
            values,
            action: values.kind == .code ? ClientPath.newCode : ClientPath.newService,
            draft: draft,
            problems: problems,
            services: services
        )
        let page = ClientFormPage.new(
            form,
            values.kind,
            preview: await preview(values, draft),
            frame: visit.frame(notice: notice)
        )
        let isSound = problems.isEmpty && notice == nil
        return visit.show(page, status: isSound ? .ok : .unprocessableContent)
    }

    private func fragment(_ values: ClientFormValues, _ draft: ClientDraft) async -> Response {
        ClientPreviewPage(site: pages.site, preview: await preview(values, draft)).response()
    }

    private func preview(_ values: ClientFormValues, _ draft: ClientDraft) async -> ClientPreview {
        ClientPreview(
            values,
            id: draft.id,
            catalog: services.catalog,
            policy: await services.applications.standing().policy
        )
    }
}

extension PageNotice {
    /// On the one page that shows a secret.
    static let copySecret = warn(
        "Copy the secret now.",
        "We keep only its digest and cannot show it again. Lost it? Make a second one, then remove this one."
    )
}

extension DashboardNotice {
    /// For a form that came twice.
    static func createdBefore(_ values: ClientFormValues) -> DashboardNotice {
        let hasSecret = !values.isPublic && (values.kind == .code || values.proof == .secret)
        return DashboardNotice(
            "This client was created already.",
            hasSecret
                ? "The form came twice. Its secret was shown once, after the first time. "
                    + "If nobody copied it, add a second one below and remove the first."
                : "The form came twice, and one client came of it."
        )
    }
}
