import GatehouseOAuth
import GatehousePolicy

/// What a form would cause, beside the form.
struct ClientPreview: Sendable, Equatable {
    /// For a client that people sign in to.
    let consent: ConsentPreview?
    /// For a service.
    let reach: ClientReachView?

    init(
        _ values: ClientFormValues,
        id: ClientID?,
        logoPath: String? = nil,
        catalog: any CatalogSource,
        policy: CompiledPolicy
    ) {
        switch values.kind {
        case .code:
            consent = ConsentPreview(values, logoPath: logoPath, catalog: catalog)
            reach = nil
        case .service:
            consent = nil
            let known = catalog.catalog()
            let access = id.map { id in
                ClientAccess(
                    id: id,
                    name: values.name,
                    application: values.application,
                    scopes: ScopeSet(values.allScopes.filter { known.application(ofScope: $0) != nil }),
                    isService: true,
                    isDisabled: false
                )
            }
            reach = ClientReachView(access, policy: policy)
        }
    }
}

/// The preview alone, for our own script.
struct ClientPreviewPage: Page {
    static let template = "boardClientPreview"

    let site: PageSite
    let preview: ClientPreview
}
