import GatehouseOAuth
import GatehousePolicy
import HTTPTypes
import Hummingbird

extension ApplicationsController {
    /// Answers `GET /applications/KEY/delete`.
    @Sendable func askToRemove(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .applications) { visit throws(StorageError) in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            let standing = await pages.services.applications.standing()
            guard let application = standing.application(context.applicationKey) else { return unknown(visit) }
            let holders = try await pages.services.directory.holders(of: application.key)
            return removalPage(visit, application, standing, holders: holders)
        }
    }

    /// Answers `POST /applications/KEY/delete`.
    @Sendable func remove(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .applications) { fields, visit throws(StorageError) in
            let source = pages.services.applications
            let standing = await source.standing()
            guard let application = standing.application(context.applicationKey) else { return unknown(visit) }
            guard fields.isConfirmed else {
                let holders = try await pages.services.directory.holders(of: application.key)
                return removalPage(visit, application, standing, holders: holders)
            }
            let change = try await source.remove(
                application.key,
                expecting: fields["version"] ?? "",
                actor: visit.actor,
                now: visit.now
            )
            let link = BoardLink(application.name, "/applications/\(application.key)")
            switch change {
            case .saved:
                let notice = DashboardNotice("\(application.name) is deleted.", "Its routes are refused from now on.")
                return visit.redirect(to: "/applications", done: notice)
            case .inUse(let holders): return removalPage(visit, application, standing, holders: holders)
            case .outdated:
                let sentence = "Somebody else changed it meanwhile. Nothing was deleted."
                return visit.notDone(sentence, link, status: .preconditionFailed)
            case .refused(let problems):
                let sentence =
                    problems.first?.message ?? "The policy would not compile without it. Nothing was deleted."
                return visit.notDone(sentence, link, status: .unprocessableContent)
            case .declared(let path):
                let sentence = "It is declared in \(path); it goes when that file goes."
                return visit.notDone(sentence, Self.list, status: .conflict)
            case .exists, .unknown: return unknown(visit)
            }
        }
    }

    /// The question, or what has to go first.
    private func removalPage(
        _ visit: DashboardVisit,
        _ application: CompiledApplication,
        _ standing: PolicyStanding,
        holders: ApplicationHolders
    ) -> Response {
        let link = BoardLink(application.name, "/applications/\(application.key)")
        guard case .store(_, let version)? = standing.origins[application.key] else {
            let sentence = "It is declared in \(application.file); it goes when that file goes."
            return visit.notDone(sentence, link, status: .conflict)
        }
        guard holders.isEmpty else {
            let page = MessagePage(
                frame: visit.frame(),
                title: holders.reason(PageWords.name(application.name)),
                text: "Nothing was deleted. \(holders.remedy)",
                next: next(for: holders, of: application)
            )
            return visit.show(page, status: .conflict)
        }
        let page = BoardConfirmPage(
            frame: visit.frame(),
            crumbs: [Self.list, link],
            title: "Delete \(application.name)?",
            text:
                "It takes effect at once. Nobody holds anything of it any more; tokens that name its scopes open nothing.",
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

    /// Where the first of those are found who have to go first.
    private func next(for holders: ApplicationHolders, of application: CompiledApplication) -> BoardLink {
        if holders.own > 0 { return BoardLink("Show its clients", "/clients?application=\(application.key)") }
        // Its page says of each scope who holds it.
        if holders.otherClients > 0 { return BoardLink("Show its scopes", "/applications/\(application.key)") }
        let assigned = application.scopes.filter(\.assigned)
        guard assigned.count == 1, let scope = assigned.first else { return BoardLink("Show people", "/people") }
        return BoardLink("Show who holds it", "/people?scope=\(URLText.query(scope.name))")
    }
}
