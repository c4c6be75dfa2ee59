import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Shows one person, and changes what describes them and how they sign in.
struct PersonController: Sendable {
    /// What a person's page has room for.
    private static let grants = 100

    let pages: DashboardPages

    var routes: [SiteRoute] {
        [
            .get("/people/:id", show),
            .get("/people/:id/edit", edit),
            .post("/people/:id/edit", change),
            .get("/people/:id/password", password),
            .post("/people/:id/password", setPassword),
        ]
    }

    /// Answers `GET /people/ID`; `grants_sort` and `grants_dir` order what each app holds.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .people) { visit throws(StorageError) in
            guard let (id, person) = try await visit.person() else { return visit.noPerson() }
            let services = pages.services
            let grants = try await services.directory.grants(GrantQuery(user: id, limit: Self.grants), at: visit.now)
            let clients = Set(grants.items.map(\.clientID))
            return visit.show(
                PersonPage(
                    frame: visit.frame(),
                    person: person,
                    grants: grants,
                    sessions: try await services.server.sessions(of: id, at: visit.now),
                    names: try await services.directory.names(clients: Array(clients), users: []),
                    catalog: services.catalog.catalog(),
                    administrator: visit.administrator,
                    sort: TableSort("grants") { visit.query[$0] },
                    now: visit.now
                )
            )
        }
    }

    /// Answers `GET /people/ID/edit`; `scope` ticks scopes beside those that the person has.
    @Sendable func edit(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .people) { visit throws(StorageError) in
            guard let (_, person) = try await visit.person() else { return visit.noPerson() }
            var values = PersonFormValues(person)
            for scope in visit.wantedScopes where !BuiltInScope.contains(scope) {
                if !values.scopes.contains(where: { $0.hasSameBytes(as: scope) }) { values.scopes.append(scope) }
            }
            let form = PersonForm(values, catalog: pages.services.catalog.catalog())
            return visit.show(PersonEditPage(frame: visit.frame(), person: person, form: form))
        }
    }

    /// Answers `POST /people/ID/edit`.
    @Sendable func change(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .people) { fields, visit throws(StorageError) in
            guard let (id, person) = try await visit.person() else { return visit.noPerson() }
            let values = PersonFormValues(fields)
            let catalog = pages.services.catalog.catalog()
            guard fields["more"] == nil else {
                let form = PersonForm(values, catalog: catalog, moreRows: 4)
                return visit.show(PersonEditPage(frame: visit.frame(), person: person, form: form))
            }
            let administration = pages.services.administration
            let changes = values.changes(of: person)
            let problems = try await administration.problems(of: changes, for: id)
            guard problems.isEmpty else {
                let form = PersonForm(values, catalog: catalog, problems: problems)
                let page = PersonEditPage(frame: visit.frame(), person: person, form: form, problems: problems)
                return visit.show(page, status: .unprocessableContent)
            }
            let version = fields["version"] ?? ""
            if try await givesUp(values, person, visit), !fields.isConfirmed {
                let page = BoardConfirmPage(
                    frame: visit.frame(),
                    givingUp: values,
                    person: person,
                    version: version,
                    isLast: try await visit.isLastAdministrator()
                )
                return visit.show(page)
            }
            let command = AdminCommand.updateUser(id.value, changes, version: version)
            switch try await administration.perform(command, actor: visit.actor, now: visit.now) {
            case .refused(let refusal) where refusal.code == .outdated:
                return try await outdated(values, visit)
            case .refused(let refusal):
                let problems = [FieldRefusal("", refusal)]
                let form = PersonForm(values, catalog: catalog, problems: problems)
                let page = PersonEditPage(frame: visit.frame(), person: person, form: form, problems: problems)
                return visit.show(page, status: .unprocessableContent)
            default:
                let name = PageWords.name(values.name.isEmpty ? person.username : values.name)
                return visit.redirect(to: PersonPath.page(id.value), done: DashboardNotice("\(name) was changed."))
            }
        }
    }

    /// Answers `GET /people/ID/password`.
    @Sendable func password(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .people) { visit throws(StorageError) in
            guard let (_, person) = try await visit.person() else { return visit.noPerson() }
            return visit.show(passwordPage(person, PersonFormValues(), [], visit))
        }
    }

    /// Answers `POST /people/ID/password`.
    @Sendable func setPassword(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .people) { fields, visit throws(StorageError) in
            guard let (id, person) = try await visit.person() else { return visit.noPerson() }
            let values = PersonFormValues(fields)
            let command = AdminCommand.setPassword(
                user: id.value,
                password: values.choosesPassword ? nil : values.password
            )
            let answer = try await pages.services.administration.perform(command, actor: visit.actor, now: visit.now)
            switch answer {
            case .createdUser(let changed):
                guard let password = changed.password else {
                    let notice = DashboardNotice("The password was changed.", "Their sessions have ended.")
                    return visit.redirect(to: PersonPath.page(id.value), done: notice)
                }
                return visit.show(
                    PersonSecretPage(
                        frame: visit.frame(),
                        created: changed,
                        password: password,
                        isNew: false,
                        issuer: pages.services.issuer
                    )
                )
            case .refused(let refusal):
                let problems = [FieldRefusal("password", refusal)]
                return visit.show(passwordPage(person, values, problems, visit), status: .unprocessableContent)
            default: return visit.redirect(to: PersonPath.page(id.value))
            }
        }
    }

    private func passwordPage(
        _ person: UserSummary,
        _ values: PersonFormValues,
        _ problems: [FieldRefusal],
        _ visit: DashboardVisit
    ) -> PersonPasswordPage {
        PersonPasswordPage(
            frame: visit.frame(),
            person: person,
            form: PersonForm(values, catalog: .empty, problems: problems),
            problems: problems,
            isOwn: visit.isSelf(person)
        )
    }

    /// Whether somebody is about to take what opens this dashboard for changes from themselves.
    private func givesUp(
        _ values: PersonFormValues,
        _ person: UserSummary,
        _ visit: DashboardVisit
    ) async throws(StorageError) -> Bool {
        visit.isSelf(person) && PersonRole(scopes: person.scopes) == .changes && values.role != .changes
    }

    /// The form with what was typed beside what stands now; sending it again replaces that.
    private func outdated(_ values: PersonFormValues, _ visit: DashboardVisit) async throws(StorageError) -> Response {
        guard let (_, person) = try await visit.person() else { return visit.noPerson() }
        let form = PersonForm(values, catalog: pages.services.catalog.catalog(), standing: person)
        let page = PersonEditPage(frame: visit.frame(), person: person, form: form, isOutdated: true)
        return visit.show(page, status: .conflict)
    }
}

extension DashboardVisit {
    /// The person in the path; nil if there is none.
    func person() async throws(StorageError) -> (id: UserID, summary: UserSummary)? {
        guard let id = PersonPath.person(in: request) else { return nil }
        let answer = try await services.administration.perform(.showUser(id.value), actor: actor, now: now)
        guard case .user(let person) = answer, person.id.hasSameBytes(as: id.value) else { return nil }
        return (id, person)
    }

    /// Whether it is the administrator who looks.
    func isSelf(_ person: UserSummary) -> Bool { actor.hasSameBytes(as: person.id) }

    /// Whether nobody else may change anything here.
    func isLastAdministrator() async throws(StorageError) -> Bool {
        try await services.directory.isOneAdministratorLeft()
    }

    func noPerson() -> Response {
        notFound("There is nobody with that id", BoardLink("People", PersonPath.list))
    }
}
