import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Shows a client, and adds and removes its secrets.
struct ClientPageController: Sendable {
    let pages: DashboardPages

    private var services: DashboardServices { pages.services }

    var routes: [SiteRoute] {
        [
            .get("/clients/{id}", show), .post("/clients/{id}/secrets", addSecret),
            .post("/clients/{id}/secrets/remove", removeSecret),
        ]
    }

    /// Answers `GET /clients/ID`; `secrets_sort`, `routes_sort`, `grants_sort` and the `dir` of each order its tables.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .clients) { visit throws(StorageError) in
            guard let client = try await visit.client() else { return visit.noClient }
            let facts = try await ClientFacts(client, services: services, now: visit.now)
            let orders = ClientPageOrders { visit.query[$0] }
            return visit.show(ClientPage(facts, frame: visit.frame(), orders: orders))
        }
    }

    /// Answers `POST /clients/ID/secrets`.
    @Sendable func addSecret(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .clients) { fields, visit throws(StorageError) in
            guard let client = try await visit.client() else { return visit.noClient }
            let label = fields["label"] ?? ""
            let command = AdminCommand.addSecret(client: client.clientID, label: label.isEmpty ? nil : label)
            let answer = try await services.administration.perform(command, actor: visit.actor, now: visit.now)
            switch answer {
            case .createdClient(let created):
                return visit.show(ClientSecretPage(created, frame: visit.frame(notice: .copySecret)))
            case .refused(let refusal) where refusal.code == .invalidLabel:
                let facts = try await ClientFacts(client, services: services, now: visit.now)
                let page = ClientPage(
                    facts,
                    frame: visit.frame(),
                    label: label,
                    labelProblem: ClientFormProblems.text(refusal)
                )
                return visit.show(page, status: .unprocessableContent)
            case .refused(let refusal): return visit.refused(refusal, of: client)
            default: return visit.redirect(to: ClientPath.page(client.clientID))
            }
        }
    }

    /// Answers `POST /clients/ID/secrets/remove`, which asks first.
    @Sendable func removeSecret(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .clients) { fields, visit throws(StorageError) in
            guard let client = try await visit.client() else { return visit.noClient }
            let secret = fields["secret"] ?? ""
            guard let found = client.secrets.first(where: { $0.id.hasSameBytes(as: secret) }) else {
                let notice = DashboardNotice("That secret is gone already.")
                return visit.redirect(to: ClientPath.page(client.clientID), done: notice)
            }
            guard fields.isConfirmed else { return visit.show(BoardConfirmPage.removing(found, of: client, visit)) }
            let command = AdminCommand.removeSecret(client: client.clientID, secret: secret)
            let answer = try await services.administration.perform(command, actor: visit.actor, now: visit.now)
            if case .refused(let refusal) = answer { return visit.refused(refusal, of: client) }
            return visit.redirect(
                to: ClientPath.page(client.clientID),
                done: DashboardNotice(
                    "Removed the secret \(found.label).",
                    "Whoever still uses it is refused from now on."
                )
            )
        }
    }
}

/// Shows a secret that was added, once.
struct ClientSecretPage: BoardPage {
    static let template = "boardClientSecret"

    let frame: DashboardFrame
    let name: String
    let href: String
    let values: [PastedValue]
    /// Whether there is another one to be removed later.
    let hasOther: Bool

    init(_ created: CreatedClient, frame: DashboardFrame) {
        self.frame = frame
        name = PageWords.name(created.client.name)
        href = ClientPath.page(created.client.clientID)
        hasOther = created.client.secrets.count > 1
        values = [
            PastedValue("Client id", what: "client id", created.client.clientID),
            .secret(created.clientSecret ?? ""),
        ]
    }
}
