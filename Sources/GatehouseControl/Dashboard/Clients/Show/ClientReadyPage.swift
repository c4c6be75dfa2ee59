import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// What a client that was made just now needs to work; the only page that ever shows its secret.
struct ClientReadyPage: BoardPage {
    static let template = "boardClientReady"

    let frame: DashboardFrame
    let title: String
    let lead: String
    let href: String
    let tryHref: String
    let values: [PastedValue]
    let snippets: [ClientSnippet]
    let snippetNote: String
    let reach: ClientReachView

    init(
        _ created: CreatedClient,
        catalog: any CatalogSource,
        policy: CompiledPolicy,
        issuer: String,
        frame: DashboardFrame
    ) {
        let client = created.client
        let kind = ClientKind(client)
        self.frame = frame
        title = "\(PageWords.name(client.name)) is ready"
        lead =
            switch (kind, client.isPublic) {
            case (.service, _): "Service to service. It asks for tokens in its own name."
            case (.code, true): "People sign in. Authorization code with PKCE, runs in a browser or on a phone."
            case (.code, false): "People sign in. Authorization code with PKCE, runs on a server."
            }
        href = ClientPath.page(client.clientID)
        tryHref = ClientPath.page(client.clientID, "try")
        values = PastedValue.all(of: client, issuer: issuer, secret: created.clientSecret)
        let facts = SnippetFacts(
            client,
            issuer: issuer,
            secret: created.clientSecret,
            exampleURL: ClientExample.url(for: client, catalog: catalog.catalog(), policy: policy)
        )
        snippets = facts.snippets(isService: kind == .service)
        snippetNote =
            created.clientSecret == nil
            ? "Your values are filled in." : "Your values are filled in. The secret only in the first one."
        reach = ClientReachView(ClientAccess(client), policy: policy)
    }
}

extension ClientAccess {
    /// Nil for what cannot be the id of a client.
    init?(_ client: ClientSummary) {
        guard let id = ClientID(client.clientID) else { return nil }
        self.init(
            id: id,
            name: client.name,
            application: client.application,
            scopes: ScopeSet(client.scopes),
            isService: ClientKind(client) == .service,
            isDisabled: client.disabledAt != nil
        )
    }
}

/// An address that a client may call.
enum ClientExample {
    /// Of the first route that the client reaches by GET; patterns are filled in.
    static func url(for client: ClientSummary, catalog: ScopeCatalog, policy: CompiledPolicy) -> String? {
        guard var access = ClientAccess(client) else { return nil }
        access.isDisabled = false
        let reach = ClientReach(client: access)
        let ordered =
            policy.applications.filter { $0.key.hasSameBytes(as: client.application) }
            + policy.applications.filter { !$0.key.hasSameBytes(as: client.application) }
        for application in ordered {
            let open = application.routes.filter { route in
                route.tokenNeed == .required && TrialRoute.isSafe(route.methods)
                    && reach.standing(of: route, in: application).isPossible
            }
            if let route = open.first { return application.publicURL + TrialRoute.sample(route.template) }
        }
        return nil
    }
}
