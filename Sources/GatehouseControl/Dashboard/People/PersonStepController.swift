import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Disables, enables, signs out and takes back, after having asked.
struct PersonStepController: Sendable {
    let pages: DashboardPages

    var routes: [SiteRoute] {
        PersonStep.allCases.flatMap { step -> [SiteRoute] in
            let path = "/people/:id/\(step.rawValue)"
            return [
                .get(path) { request, context in await ask(step, request, context) },
                .post(path) { request, context in await take(step, request, context) },
            ]
        } + [.post("/people/:id/sessions/end", endSession)]
    }

    /// Answers `GET /people/ID/STEP`.
    private func ask(_ step: PersonStep, _ request: Request, _ context: ControlContext) async -> Response {
        await pages.page(request, context, in: .people) { visit throws(StorageError) in
            try await question(step, client: visit.query["client"] ?? "", visit)
        }
    }

    /// Answers `POST /people/ID/STEP`.
    private func take(_ step: PersonStep, _ request: Request, _ context: ControlContext) async -> Response {
        await pages.form(request, context, in: .people) { fields, visit throws(StorageError) in
            let client = fields["client"] ?? ""
            guard fields.isConfirmed else { return try await question(step, client: client, visit) }
            guard let (_, person) = try await visit.person() else { return visit.noPerson() }
            let page = PersonPath.page(person.id)
            let answer = try await pages.services.administration.perform(
                step.command(person, client: client),
                actor: visit.actor,
                now: visit.now
            )
            let name = PageWords.name(person.name ?? person.username)
            if case .refused(let refusal) = answer { return visit.refused(refusal, BoardLink(name, page)) }
            return visit.redirect(to: page, done: step.done(name))
        }
    }

    /// Answers `POST /people/ID/sessions/end`.
    @Sendable private func endSession(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .people) { fields, visit throws(StorageError) in
            guard let (id, person) = try await visit.person() else { return visit.noPerson() }
            let page = PersonPath.page(id.value)
            let answer = try await pages.services.administration.perform(
                .endSession(user: id.value, session: fields["session"] ?? ""),
                actor: visit.actor,
                now: visit.now
            )
            // One that has ended by itself meanwhile is what was wanted.
            if case .refused(let refusal) = answer, refusal.code != .unknownSession {
                return visit.refused(refusal, BoardLink(PageWords.name(person.username), page))
            }
            return visit.redirect(to: page, done: DashboardNotice("That session has ended."))
        }
    }

    private func question(
        _ step: PersonStep,
        client: String,
        _ visit: DashboardVisit
    ) async throws(StorageError) -> Response {
        guard let (id, person) = try await visit.person() else { return visit.noPerson() }
        let directory = pages.services.directory
        let clientID = step == .withdraw ? ClientID(client) : nil
        if step == .withdraw, clientID == nil { return visit.redirect(to: PersonPath.page(id.value)) }
        let names = try await directory.names(clients: [clientID].compactMap(\.self), users: [])
        let facts = PersonStepFacts(
            person: person,
            reach: try await directory.reach(user: id, client: clientID, at: visit.now),
            sessionCount: try await pages.services.server.sessions(of: id, at: visit.now).count,
            clientName: PageWords.name(names.clients[client] ?? client),
            isSelf: visit.isSelf(person),
            isLastAdministrator: try await visit.isLastAdministrator(),
            now: visit.now
        )
        return visit.show(BoardConfirmPage(frame: visit.frame(), step: step, facts, client: client))
    }
}
