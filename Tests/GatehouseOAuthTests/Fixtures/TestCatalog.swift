import GatehouseOAuth
import Synchronization

/// A catalog that tests can replace, as a policy reload would.
final class TestCatalog: CatalogSource {
    private let state: Mutex<ScopeCatalog>

    init(_ catalog: ScopeCatalog) {
        state = Mutex(catalog)
    }

    func catalog() -> ScopeCatalog {
        state.withLock { $0 }
    }

    /// The first that is mounted above the path, at any host.
    func application(authority: String, path: String) -> CatalogApplication? {
        catalog().applications.first { path.hasPrefix($0.prefix) }
    }

    /// One route for every scope.
    func routes(opened scope: String) -> [OpenedRoute] {
        guard let application = catalog().application(ofScope: scope) else { return [] }
        return [OpenedRoute(methods: "GET", path: application.prefix + "/" + scope)]
    }

    func replace(with catalog: ScopeCatalog) {
        state.withLock { $0 = catalog }
    }
}

extension ScopeCatalog {
    /// Two applications: `tstapp` below a prefix, `billing` at the root.
    static func fixture(_ applications: [CatalogApplication] = [.fixture(), .billing]) -> ScopeCatalog {
        ScopeCatalog(applications)
    }
}

extension CatalogApplication {
    static func fixture(
        key: String = "tstapp",
        name: String = "Test application",
        audience: String = "https://api.example.test/tstapp",
        publicURL: String = "https://api.example.test/tstapp",
        prefix: String = "/tstapp",
        scopes: [CatalogScope] = [
            CatalogScope(name: "tstapp_data.read", text: "Read your data"),
            CatalogScope(name: "tstapp_data.write", text: "Change your data", isAssigned: true),
            CatalogScope(name: "tstapp_datamanagement", text: "Manage your data"),
        ],
        personClaims: [String] = ["department", "site", "sub"]
    ) -> CatalogApplication {
        CatalogApplication(
            key: key,
            name: name,
            audience: audience,
            publicURL: publicURL,
            resourceMetadataURL: "https://api.example.test/.well-known/oauth-protected-resource" + prefix,
            prefix: prefix,
            scopes: scopes,
            personClaims: personClaims
        )
    }

    /// Its public URL is not its audience.
    static let billing = CatalogApplication.fixture(
        key: "billing",
        name: "Billing",
        audience: "urn:example:billing",
        publicURL: "https://billing.example.test",
        prefix: "",
        scopes: [CatalogScope(name: "billing_invoices", text: "See invoices")],
        personClaims: []
    )
}
