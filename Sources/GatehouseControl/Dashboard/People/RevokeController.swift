import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Takes back access by token, grant, client or person, after having asked.
struct RevokeController: Sendable {
    let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var routes: [SiteRoute] {
        [.get(PersonPath.revoke, show), .post(PersonPath.revoke, find), .post(PersonPath.endRevoked, end)]
    }

    /// Answers `GET /revoke`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .people) { visit throws(StorageError) in
            guard let subject = RevokeSubject(visit.query) else { return visit.show(RevokePage(frame: visit.frame())) }
            let question = RevokeQuestion(services: pages.services, now: visit.now)
            guard let page = try await question.page(subject, frame: visit.frame()) else {
                let page = RevokePage(frame: visit.frame(), problem: "Nothing of that name is known here.")
                return visit.show(page, status: .notFound)
            }
            return visit.show(page)
        }
    }

    /// Answers `POST /revoke`: a token is secret, so it does not travel in a URL.
    @Sendable func find(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .people) { fields, visit throws(StorageError) in
            let typed = RevokeFinder.joined(fields["what"] ?? "")
            let finder = RevokeFinder(services: pages.services, actor: visit.actor, now: visit.now)
            let shown = RevokeFinder.isToken(typed) ? "" : DecisionText.cut(typed, to: 256)
            switch try await finder.look(at: typed) {
            case .subject(let subject):
                return visit.redirect(to: PersonPath.revoke(subject.kind, subject.name))
            case .candidates(let candidates):
                return visit.show(RevokePage(frame: visit.frame(), typed: shown, candidates: candidates))
            case .problem(let problem):
                let page = RevokePage(frame: visit.frame(), typed: shown, problem: problem)
                return visit.show(page, status: .unprocessableContent)
            }
        }
    }

    /// Answers `POST /revoke/end`.
    @Sendable func end(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .people) { fields, visit throws(StorageError) in
            guard let kind = fields["kind"].flatMap({ RevokeKind(rawValue: $0) }), let name = fields["name"],
                fields.isConfirmed
            else { return visit.redirect(to: PersonPath.revoke) }
            let answer = try await pages.services.administration.perform(
                kind.command(name),
                actor: visit.actor,
                now: visit.now
            )
            if case .refused(let refusal) = answer {
                return visit.refused(refusal, BoardLink("Revoke something else", PersonPath.revoke))
            }
            return visit.redirect(to: PersonPath.revoke, done: kind.done(try await shownName(kind, name)))
        }
    }

    private func shownName(_ kind: RevokeKind, _ name: String) async throws(StorageError) -> String {
        let names = try await pages.services.directory.names(
            clients: kind == .client ? [ClientID(name)].compactMap(\.self) : [],
            users: kind == .person ? [UserID(name)].compactMap(\.self) : []
        )
        return PageWords.name(names.clients[name] ?? names.users[name] ?? name)
    }
}
