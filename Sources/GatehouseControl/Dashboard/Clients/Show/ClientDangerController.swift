import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Disables, enables and deletes clients, and revokes their tokens.
struct ClientDangerController: Sendable {
    let pages: DashboardPages

    private var services: DashboardServices { pages.services }

    var routes: [SiteRoute] {
        [
            .post("/clients/{id}/disable", disable), .post("/clients/{id}/enable", enable),
            .post("/clients/{id}/revoke", revoke), .get("/clients/{id}/delete", askDelete),
            .post("/clients/{id}/delete", delete),
        ]
    }

    /// Answers `POST /clients/ID/disable`, which asks first.
    @Sendable func disable(_ request: Request, context: ControlContext) async -> Response {
        await change(request, context, asking: BoardConfirmPage.disabling) { client in
            Change(
                .disableClient(client.clientID),
                ClientPath.page(client.clientID),
                "Disabled \(client.name).",
                "Its tokens are refused from now on."
            )
        }
    }

    /// Answers `POST /clients/ID/enable`.
    @Sendable func enable(_ request: Request, context: ControlContext) async -> Response {
        await change(request, context, asking: nil) { client in
            Change(
                .enableClient(client.clientID),
                ClientPath.page(client.clientID),
                "Enabled \(client.name).",
                "It may ask for new tokens. Those from before stay refused."
            )
        }
    }

    /// Answers `POST /clients/ID/revoke`, which asks first.
    @Sendable func revoke(_ request: Request, context: ControlContext) async -> Response {
        await change(request, context, asking: BoardConfirmPage.revoking) { client in
            Change(
                .revokeClient(client.clientID),
                ClientPath.page(client.clientID),
                "Revoked all tokens of \(client.name).",
                "Those that were issued until now are refused."
            )
        }
    }

    /// Answers `GET /clients/ID/delete`.
    @Sendable func askDelete(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .clients) { visit throws(StorageError) in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            guard let client = try await visit.client() else { return visit.noClient }
            return visit.show(BoardConfirmPage.deleting(client, reach: try await reach(client, visit), visit))
        }
    }

    /// Answers `POST /clients/ID/delete`, which asks first.
    @Sendable func delete(_ request: Request, context: ControlContext) async -> Response {
        await change(request, context, asking: BoardConfirmPage.deleting) { client in
            Change(.deleteClient(client.clientID), ClientPath.list, "Deleted \(client.name).", nil)
        }
    }

    private typealias Question = (ClientSummary, RevocationReach, DashboardVisit) -> BoardConfirmPage

    /// What is done, where it leads, and what is said then.
    private struct Change {
        let command: AdminCommand
        let path: String
        let notice: DashboardNotice

        init(_ command: AdminCommand, _ path: String, _ title: String, _ text: String?) {
            self.command = command
            self.path = path
            notice = DashboardNotice(PageWords.name(title), text)
        }
    }

    private func change(
        _ request: Request,
        _ context: ControlContext,
        asking question: Question?,
        _ plan: (ClientSummary) -> Change
    ) async -> Response {
        await pages.form(request, context, in: .clients) { fields, visit throws(StorageError) in
            guard let client = try await visit.client() else { return visit.noClient }
            if let question, !fields.isConfirmed {
                return visit.show(question(client, try await reach(client, visit), visit))
            }
            let change = plan(client)
            let answer = try await services.administration.perform(change.command, actor: visit.actor, now: visit.now)
            if case .refused(let refusal) = answer { return visit.refused(refusal, of: client) }
            return visit.redirect(to: change.path, done: change.notice)
        }
    }

    private func reach(_ client: ClientSummary, _ visit: DashboardVisit) async throws(StorageError) -> RevocationReach {
        try await services.directory.reach(user: nil, client: ClientID(client.clientID), at: visit.now)
    }
}
