import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Lists people and creates them.
struct PeopleController: Sendable {
    let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var routes: [SiteRoute] {
        [.get(PersonPath.list, list), .get(PersonPath.new, new), .post(PersonPath.new, create)]
            + PersonController(pages: pages).routes + PersonStepController(pages: pages).routes
            + RevokeController(pages: pages).routes
    }

    /// Answers `GET /people`.
    @Sendable func list(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .people) { visit throws(StorageError) in
            let query = PeopleQuery(visit.query)
            let people = try await pages.services.directory.users(query.query)
            return visit.show(
                PeoplePage(
                    frame: visit.frame(),
                    query: query,
                    people: people,
                    catalog: pages.services.catalog.catalog(),
                    now: visit.now
                )
            )
        }
    }

    /// Answers `GET /people/new`.
    @Sendable func new(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .people) { visit throws(StorageError) in
            var values = PersonFormValues()
            values.scopes = visit.wantedScopes.filter { !BuiltInScope.contains($0) }
            let form = PersonForm(values, catalog: pages.services.catalog.catalog())
            return visit.show(PersonNewPage(frame: visit.frame(), form: form))
        }
    }

    /// Answers `POST /people/new`.
    @Sendable func create(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .people) { fields, visit throws(StorageError) in
            let values = PersonFormValues(fields)
            guard fields["more"] == nil else {
                let form = PersonForm(values, catalog: pages.services.catalog.catalog(), moreRows: 4)
                return visit.show(PersonNewPage(frame: visit.frame(), form: form))
            }
            let administration = pages.services.administration
            let problems = try await administration.problems(of: values.newUser)
            guard problems.isEmpty else { return try await again(values, problems, visit) }
            switch try await administration.perform(.createUser(values.newUser), actor: visit.actor, now: visit.now) {
            case .createdUser(let created): return made(created, visit)
            case .refused(let refusal):
                let field =
                    refusal.code == .userExists ? "username" : refusal.code == .invalidPassword ? "password" : ""
                return try await again(values, [FieldRefusal(field, refusal)], visit)
            default: return visit.redirect(to: PersonPath.list)
            }
        }
    }

    private func made(_ created: CreatedUser, _ visit: DashboardVisit) -> Response {
        guard let password = created.password else {
            let name = PageWords.name(created.user.name ?? created.user.username)
            return visit.redirect(
                to: PersonPath.page(created.user.id),
                done: DashboardNotice("\(name) can sign in.", "With the user name and the password that you typed.")
            )
        }
        return visit.show(
            PersonSecretPage(
                frame: visit.frame(),
                created: created,
                password: password,
                isNew: true,
                issuer: pages.services.issuer
            )
        )
    }

    /// The form with what was typed; who has the name already is one click away, as after a second click on "Create".
    private func again(
        _ values: PersonFormValues,
        _ problems: [FieldRefusal],
        _ visit: DashboardVisit
    ) async throws(StorageError) -> Response {
        var existing: BoardLink?
        if problems.contains(where: { $0.refusal.code == .userExists }) {
            let same = try await pages.services.directory.users(UserQuery(text: values.username, limit: 8)).items
                .first { $0.username == Username(values.username) }
            existing = same.map { BoardLink(PageWords.name($0.displayName), PersonPath.page($0.id.value)) }
        }
        let form = PersonForm(values, catalog: pages.services.catalog.catalog(), problems: problems)
        let page = PersonNewPage(frame: visit.frame(), form: form, problems: problems, existing: existing)
        return visit.show(page, status: .unprocessableContent)
    }
}
