import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import HTTPTypes
import Hummingbird

/// Shows applications, makes them, and changes those that live in the store.
struct ApplicationsController: Sendable {
    static let list = BoardLink("Applications", "/applications")

    let pages: DashboardPages

    var routes: [SiteRoute] {
        [
            .get("/applications", index),
            .get("/applications/new", begin),
            .post("/applications/new", create),
            .get("/applications/check", check),
            .get("/applications/:key", show),
            .get("/applications/:key/edit", edit),
            .post("/applications/:key/edit", replace),
            .get("/applications/:key/delete", askToRemove),
            .post("/applications/:key/delete", remove),
        ]
    }

    private var source: any ApplicationSource { pages.services.applications }

    /// Answers `GET /applications`, sorted by `sort` and `dir`.
    @Sendable func index(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .applications) { visit throws(StorageError) in
            let standing = await source.standing()
            let counts = try await pages.services.directory.counts()
            let traffic = try await pages.services.decisions.routes(of: nil, .day, now: visit.now)
            let trafficByKey = Dictionary(grouping: traffic, by: \.application)
            let facts = standing.policy.applications.map { application in
                ApplicationFacts(
                    application,
                    origin: standing.origins[application.key],
                    clients: counts.clientsByApplication[application.key] ?? 0,
                    traffic: trafficByKey[application.key] ?? []
                )
            }
            return visit.show(
                ApplicationsPage(
                    frame: visit.frame(),
                    facts: facts,
                    sort: TableSort { visit.query[$0] },
                    page: ListPages.number(visit.query["page"]),
                    routeCount: standing.policy.routeCount,
                    problems: standing.problems
                )
            )
        }
    }

    /// Answers `GET /applications/KEY`; its tables are sorted by `sort`, `scopes_sort`, `clients_sort` and the `dir` of each.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .applications) { visit throws(StorageError) in
            let standing = await source.standing()
            guard let application = standing.application(context.applicationKey) else { return unknown(visit) }
            let link = "/applications/\(application.key)"
            let tables = RouteTables(services: pages.services, visit: visit, span: .day)
            let orders = ApplicationOrders { visit.query[$0] }
            let parts = try await tables.parts(
                of: [application],
                at: ListAddress(link).with(orders.scopes.fields).with(orders.clients.fields),
                anchor: "routes"
            )
            guard let table = parts.first?.table else { return unknown(visit) }
            let page = ApplicationPage(
                frame: visit.frame(),
                application: application,
                policy: standing.policy,
                origin: standing.origins[application.key],
                table: table,
                clients: try await pages.services.directory.clientAccess(),
                endpoints: pages.services.endpoints.endpoints(of: application.key),
                orders: orders,
                address: ListAddress(link).with(tables.sort.fields).page(tables.page)
            )
            return visit.show(page)
        }
    }

    /// Answers `GET /applications/new`.
    @Sendable func begin(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .applications) { visit in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            return visit.show(ApplicationFormPage(frame: visit.frame(), draft: ApplicationDraft()))
        }
    }

    /// Answers `POST /applications/new`.
    @Sendable func create(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .applications) { fields, visit throws(StorageError) in
            let draft = ApplicationFields.draft(fields)
            if let changed = ApplicationFields.changedRows(fields, draft) {
                return visit.show(ApplicationFormPage(frame: visit.frame(), draft: changed))
            }
            switch try await source.create(draft, actor: visit.actor, now: visit.now) {
            case .saved:
                let next = "Now create a client that may call it."
                let notice = DashboardNotice("\(draft.name) is protected.", next)
                return visit.redirect(to: "/applications/\(URLText.segment(draft.key))", done: notice)
            case .refused(let problems):
                return refused(ApplicationFormPage(frame: visit.frame(), draft: draft, problems: problems), visit)
            case .exists, .declared, .outdated, .unknown, .inUse:
                let taken = DraftProblem(
                    field: "key",
                    message: "There is an application with this short key already",
                    suggestion: "choose another one"
                )
                return refused(ApplicationFormPage(frame: visit.frame(), draft: draft, problems: [taken]), visit)
            }
        }
    }

    /// Answers `GET /applications/check?key=…` for the form: whether a short key may be chosen.
    @Sendable func check(_ request: Request, context: ControlContext) async -> Response {
        await pages.fragment(request, context, in: .applications) { visit in
            let key = visit.query["key"] ?? ""
            let review = await source.review(ApplicationDraft(key: key), replacing: nil)
            let problem = review.problems.first { $0.field == "key" }
            return KeyCheckFragment(key: key, problem: key.isEmpty ? nil : problem).response()
        }
    }

    func unknown(_ visit: DashboardVisit) -> Response {
        visit.notFound("There is no application with that short key.", Self.list)
    }

    func refused(_ page: ApplicationFormPage, _ visit: DashboardVisit) -> Response {
        visit.show(page, status: .unprocessableContent)
    }
}

extension PolicyStanding {
    /// The application of that short key in the policy in force.
    func application(_ key: String?) -> CompiledApplication? {
        guard let key else { return nil }
        return policy.applications.first { $0.key.hasSameBytes(as: key) }
    }
}

extension ControlContext {
    /// The short key in the path.
    var applicationKey: String? { parameters.get("key") }
}
