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
        ]
    ) -> CatalogApplication {
        CatalogApplication(
            key: key,
            name: name,
            audience: audience,
            publicURL: publicURL,
            resourceMetadataURL: "https://api.example.test/.well-known/oauth-protected-resource" + prefix,
            prefix: prefix,
            scopes: scopes
        )
    }

    /// Its public URL is not its audience.
    static let billing = CatalogApplication.fixture(
        key: "billing",
        name: "Billing",
        audience: "urn:example:billing",
        publicURL: "https://billing.example.test",
        prefix: "",
        scopes: [CatalogScope(name: "billing_invoices", text: "See invoices")]
    )
}
