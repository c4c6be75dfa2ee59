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
                return visit.notDone("It is declared in \(path) now; it changes there.", Self.list, status: .conflict)
            case .exists, .unknown, .inUse: return unknown(visit)
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
}

extension ApplicationOrigin {
    /// Of one in the store.
    fileprivate var version: String? {
        if case .store(_, let version) = self { version } else { nil }
    }
}
