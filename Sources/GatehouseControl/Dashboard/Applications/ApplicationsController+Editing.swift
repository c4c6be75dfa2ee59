import GatehouseOAuth
import GatehousePolicy
import HTTPTypes
import Hummingbird

extension ApplicationsController {
    /// Answers `GET /applications/KEY/edit`.
    @Sendable func edit(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .applications) { visit in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            let source = pages.services.applications
            guard let key = context.applicationKey, let draft = await source.draft(of: key) else {
                return unknown(visit)
            }
            let origin = await source.standing().origins[key]
            return visit.show(form(visit, draft, key: key, origin: origin, version: origin?.version))
        }
    }

    /// Answers `POST /applications/KEY/edit`: saves one of the store, shows the diff for one of a file.
    @Sendable func replace(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .applications) { fields, visit throws(StorageError) in
            let source = pages.services.applications
            guard let key = context.applicationKey, await source.draft(of: key) != nil else { return unknown(visit) }
            let origin = await source.standing().origins[key]
            let draft = ApplicationFields.draft(fields, key: key)
            let version = fields["version"]
            if let changed = ApplicationFields.changedRows(fields, draft) {
                return visit.show(form(visit, changed, key: key, origin: origin, version: version))
            }
            if case .file(let path, _)? = origin {
                let review = await source.review(draft, replacing: key)
                guard review.problems.isEmpty else {
                    return refused(
                        form(visit, draft, key: key, origin: origin, version: nil, problems: review.problems),
                        visit
                    )
                }
                let page = ApplicationDiffPage(
                    frame: visit.frame(),
                    key: key,
                    name: draft.name,
                    path: path,
                    review: review
                )
                return visit.show(page)
            }
            // A form without a version was not made by us.
            let expected = version ?? ""
            switch try await source.replace(draft, expecting: expected, actor: visit.actor, now: visit.now) {
            case .saved:
                return visit.redirect(
                    to: "/applications/\(key)",
                    done: DashboardNotice("\(draft.name) is changed.", "The gate decides by it from now on.")
                )
            case .outdated(let standing):
                let notice = PageNotice.warn(
                    "Somebody else changed this application meanwhile.",
                    "What you typed stands below and was not saved. Saving it now replaces their change."
                )
                let page = form(visit, draft, key: key, origin: origin, version: standing, notice: notice)
                return visit.show(page, status: .conflict)
            case .refused(let problems):
                return refused(
                    form(visit, draft, key: key, origin: origin, version: version, problems: problems),
                    visit
                )
            case .declared(let path):
                return visit.notFound("It is declared in \(path) now; it changes there.", Self.list)
            case .exists, .unknown, .inUse: return unknown(visit)
            }
        }
    }

    /// Answers `GET /applications/KEY/delete`.
    @Sendable func askToRemove(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .applications) { visit throws(StorageError) in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            let standing = await pages.services.applications.standing()
            guard let application = standing.application(context.applicationKey) else { return unknown(visit) }
            let counts = try await pages.services.directory.counts()
            return removalPage(visit, application, standing, clients: counts.clientsByApplication[application.key] ?? 0)
        }
    }

    /// Answers `POST /applications/KEY/delete`.
    @Sendable func remove(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .applications) { fields, visit throws(StorageError) in
            let source = pages.services.applications
            let standing = await source.standing()
            guard let application = standing.application(context.applicationKey) else { return unknown(visit) }
            let counts = try await pages.services.directory.counts()
            let clients = counts.clientsByApplication[application.key] ?? 0
            guard fields.isConfirmed else { return removalPage(visit, application, standing, clients: clients) }
            let change = try await source.remove(
                application.key,
                expecting: fields["version"] ?? "",
                actor: visit.actor,
                now: visit.now
            )
            switch change {
            case .saved:
                let notice = DashboardNotice("\(application.name) is deleted.", "Its routes are refused from now on.")
                return visit.redirect(to: "/applications", done: notice)
            case .inUse(let clients): return removalPage(visit, application, standing, clients: clients)
            case .outdated:
                return visit.notFound(
                    "Somebody else changed it meanwhile. Nothing was deleted.",
                    BoardLink(application.name, "/applications/\(application.key)")
                )
            case .refused(let problems):
                return visit.notFound(
                    problems.first?.message ?? "The policy would not compile without it. Nothing was deleted.",
                    BoardLink(application.name, "/applications/\(application.key)")
                )
            case .declared(let path):
                return visit.notFound("It is declared in \(path); it goes when that file goes.", Self.list)
            case .exists, .unknown: return unknown(visit)
            }
        }
    }

    private func form(
        _ visit: DashboardVisit,
        _ draft: ApplicationDraft,
        key: String,
        origin: ApplicationOrigin?,
        version: String?,
        problems: [DraftProblem] = [],
        notice: PageNotice? = nil
    ) -> ApplicationFormPage {
        var path: String?
        if case .file(let declared, _)? = origin { path = declared }
        return ApplicationFormPage(
            frame: visit.frame(notice: notice),
            draft: draft,
            editing: key,
            version: version,
            path: path,
            problems: problems
        )
    }

    /// The question, or what has to go first.
    private func removalPage(
        _ visit: DashboardVisit,
        _ application: CompiledApplication,
        _ standing: PolicyStanding,
        clients: Int
    ) -> Response {
        let link = BoardLink(application.name, "/applications/\(application.key)")
        guard case .store(_, let version)? = standing.origins[application.key] else {
            return visit.notFound("It is declared in \(application.file); it goes when that file goes.", link)
        }
        guard clients == 0 else {
            let page = MessagePage(
                frame: visit.frame(),
                title: "\(PageWords.count(clients, "client")) of \(application.name) would be without an application",
                text: "Nothing was deleted. Delete its clients first.",
                next: BoardLink("Show its clients", "/clients?application=\(application.key)")
            )
            return visit.show(page, status: .conflict)
        }
        let page = BoardConfirmPage(
            frame: visit.frame(),
            crumbs: [Self.list, link],
            title: "Delete \(application.name)?",
            text:
                "It takes effect at once. Its clients are gone already; tokens that name its scopes open nothing more.",
            losses: [
                "\(PageWords.count(application.routes.count, "route")) below \(application.publicURL): refused with 404.",
                "\(PageWords.count(application.scopes.count, "scope")): in no new token.",
            ],
            action: "Delete 1 application",
            path: "/applications/\(application.key)/delete",
            fields: [HiddenField(name: "version", value: version)],
            back: "/applications/\(application.key)"
        )
        return visit.show(page)
    }
}

extension ApplicationOrigin {
    /// Of one in the store.
    fileprivate var version: String? {
        if case .store(_, let version) = self { version } else { nil }
    }
}
