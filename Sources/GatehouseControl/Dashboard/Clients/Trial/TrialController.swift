import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import HTTPTypes
import Hummingbird

/// Sends a request as a client through the gate, and shows what happens.
struct TrialController: Sendable {
    let pages: DashboardPages
    /// Waits a little between two looks for the decision.
    let pause: @Sendable () async -> Void

    /// Decisions are written in groups: two seconds in all.
    private static let looks = 20

    private var services: DashboardServices { pages.services }

    var routes: [SiteRoute] { [.get("/clients/{id}/try", show), .post("/clients/{id}/try", send)] }

    /// Answers `GET /clients/ID/try`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .clients) { visit throws(StorageError) in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            guard let client = try await visit.client() else { return visit.noClient }
            guard !client.isBuiltIn else { return visit.redirect(to: ClientPath.page(client.clientID)) }
            let routes = await routes(for: client)
            let wanted = visit.query["route"]
            let chosen = routes.first { route in wanted.map(route.value.hasSameBytes) ?? false }
            let form = TrialForm(
                routes: routes,
                chosen: chosen ?? TrialRoute.usual(routes),
                client: client,
                catalog: services.catalog.catalog()
            )
            return visit.show(TrialPage(client, form: form, frame: visit.frame()))
        }
    }

    /// Answers `POST /clients/ID/try`.
    @Sendable func send(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .clients) { fields, visit throws(StorageError) in
            guard let client = try await visit.client() else { return visit.noClient }
            let routes = await routes(for: client)
            let wanted = fields["route"] ?? ""
            guard let chosen = routes.first(where: { $0.value.hasSameBytes(as: wanted) }) else {
                let text = DashboardNotice("That route is gone.", "The policies have changed meanwhile.")
                return visit.redirect(to: ClientPath.page(client.clientID, "try"), done: text)
            }
            let scopes = client.scopes.filter { scope in fields.all("scope").contains(where: scope.hasSameBytes) }
            // What is sent is what was shown: another route is shown first.
            let isShown = (fields["shown"] ?? wanted).hasSameBytes(as: wanted)
            guard isShown, !fields.isPreview else {
                let catalog = services.catalog.catalog()
                let form = TrialForm(routes: routes, chosen: chosen, scopes: scopes, client: client, catalog: catalog)
                let frame = visit.frame(notice: fields.isPreview ? nil : .anotherRoute)
                return visit.show(TrialPage(client, form: form, frame: frame))
            }
            let path = fields["path"] ?? ""
            let asked = fields["method"] ?? ""
            let method = chosen.methods.first { $0.hasSameBytes(as: asked) } ?? chosen.methods.first ?? "GET"
            let problem = TrialForm.problem(with: path, example: chosen.path)
            let form = TrialForm(
                routes: routes,
                chosen: chosen,
                method: method,
                path: path,
                pathProblem: problem,
                scopes: scopes,
                client: client,
                catalog: services.catalog.catalog()
            )
            guard problem == nil else {
                let page = TrialPage(client, form: form, frame: visit.frame())
                return visit.show(page, status: .unprocessableContent)
            }
            let request = TrialRequest(method: method, authority: chosen.authority, target: path, token: nil)
            let report = try await report(on: request, as: client, scopes: scopes, visit)
            return visit.show(TrialPage(client, form: form, report: report, frame: visit.frame()))
        }
    }

    private func routes(for client: ClientSummary) async -> [TrialRoute] {
        guard let access = ClientAccess(client) else { return [] }
        return TrialRoute.all(of: await services.applications.standing().policy, for: access)
    }

    private func report(
        on request: TrialRequest,
        as client: ClientSummary,
        scopes: [String],
        _ visit: DashboardVisit
    ) async throws(StorageError) -> TrialReport {
        var report = TrialReport()
        guard let token = await token(for: client, scopes: scopes, visit, &report) else { return report }
        let text = token.text.withExposedValue { $0 }
        var inspection: TokenInspection?
        let answer = try await services.administration.perform(
            .inspectToken(text),
            actor: visit.actor,
            now: visit.now
        )
        if case .inspection(let found) = answer { inspection = found }
        report.take(token, asked: scopes, inspection: inspection)
        report.request = "\(request.method) http://\(request.authority)\(request.target)"
        var request = request
        request.token = text
        do throws(TrialFailure) {
            let answer = try await services.trial.send(request)
            report.take(answer)
            guard let requestID = answer.requestID else { return report }
            let decision = await decision(requestID)
            report.decision = decision.map { TrialReport.Decision($0, for: client) }
            report.isDecisionMissing = decision == nil
        } catch {
            report.sendProblem = error.message
        }
        return report
    }

    private func token(
        for client: ClientSummary,
        scopes: [String],
        _ visit: DashboardVisit,
        _ report: inout TrialReport
    ) async -> TrialToken? {
        guard let id = ClientID(client.clientID) else { return nil }
        let isForPeople = ClientKind(client) == .code
        do throws(OAuthError) {
            return try await services.server.trialToken(
                for: id,
                scope: ScopeSet(scopes),
                person: isForPeople ? visit.administrator.user : nil,
                sessionID: isForPeople ? visit.administrator.sessionID : nil,
                actor: visit.actor,
                now: visit.now
            )
        } catch {
            report.tokenProblem = error.description
            return nil
        }
    }

    /// The decision, once it is recorded; nil if that takes too long or the store does not answer.
    private func decision(_ requestID: String) async -> RecordedDecision? {
        for look in 0..<Self.looks {
            if look > 0 { await pause() }
            if let found = try? await services.decisions.decision(requestID: requestID) { return found }
        }
        return nil
    }
}

extension PageNotice {
    /// For a form that was sent before its fields were those of the route.
    static let anotherRoute = warn(
        "Nothing was sent yet.",
        "You chose another route: this is its request. Look at it, then send it."
    )
}
