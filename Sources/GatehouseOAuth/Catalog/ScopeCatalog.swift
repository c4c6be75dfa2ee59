import GatehouseJOSE

/// A scope as an application declares it.
package struct CatalogScope: Sendable, Equatable {
    /// The name that tokens carry.
    package let name: String
    /// The sentence on the consent page.
    package let text: String
    /// Whether people carry it only if an administrator gave it to them.
    package let isAssigned: Bool

    package init(name: String, text: String, isAssigned: Bool = false) {
        self.name = name
        self.text = text
        self.isAssigned = isAssigned
    }
}

/// An application as the authorization server knows it.
package struct CatalogApplication: Sendable, Equatable {
    /// The short key.
    package let key: String
    /// What people read.
    package let name: String
    /// What its tokens carry in `aud`.
    package let audience: String
    /// `scheme://host/prefix`, where it is reached.
    package let publicURL: String
    /// Where its RFC 9728 document is.
    package let resourceMetadataURL: String
    /// Where it is mounted; empty for the root.
    package let prefix: String
    /// The scopes that it declares.
    package let scopes: [CatalogScope]
    /// The attributes of people that its tokens carry.
    package let personClaims: [String]
    /// Whether it accepts our own tokens.
    package let acceptsOwnIssuer: Bool
    /// The other issuers whose tokens it accepts.
    package let otherIssuers: [String]

    package init(
        key: String,
        name: String,
        audience: String,
        publicURL: String,
        resourceMetadataURL: String,
        prefix: String = "",
        scopes: [CatalogScope],
        personClaims: [String] = [],
        acceptsOwnIssuer: Bool = true,
        otherIssuers: [String] = []
    ) {
        self.key = key
        self.name = name
        self.audience = audience
        self.publicURL = publicURL
        self.resourceMetadataURL = resourceMetadataURL
        self.prefix = prefix
        self.scopes = scopes
        self.personClaims = personClaims
        self.acceptsOwnIssuer = acceptsOwnIssuer
        self.otherIssuers = otherIssuers
    }
}

/// The applications and scopes that the policy in force declares, and perhaps this server itself.
package struct ScopeCatalog: Sendable, Equatable {
    /// The applications in the order of the policy; this server itself may be among them.
    package let applications: [CatalogApplication]
    private let owners: [String: Int]

    package init(_ applications: [CatalogApplication]) {
        self.applications = applications
        var owners: [String: Int] = [:]
        // This server's own scopes are nobody else's, whatever a policy says.
        let ordered = applications.enumerated().sorted { $0.element.isBuiltIn && !$1.element.isBuiltIn }
        for (index, application) in ordered {
            for scope in application.scopes where owners[scope.name] == nil {
                owners[scope.name] = index
            }
        }
        self.owners = owners
    }

    /// Nothing declared yet.
    package static let empty = ScopeCatalog([])

    /// The applications that people declared: all but this server itself.
    package var declaredApplications: [CatalogApplication] { applications.filter { !$0.isBuiltIn } }

    /// This catalog with the server itself as its last application.
    package func withBuiltIn(issuer: String) -> ScopeCatalog {
        ScopeCatalog(declaredApplications + [.builtIn(issuer: issuer)])
    }

    /// The application with that short key.
    package func application(_ key: String) -> CatalogApplication? {
        applications.first { $0.key == key }
    }

    /// The application that declares that scope.
    package func application(ofScope name: String) -> CatalogApplication? {
        owners[name].map { applications[$0] }
    }

    /// The application that a resource indicator (RFC 8707) names: by its audience or by its public URL.
    package func application(ofResource resource: String) -> CatalogApplication? {
        applications.first { $0.audience.hasSameBytes(as: resource) || $0.publicURL.hasSameBytes(as: resource) }
    }

    /// What a request for a scope may name, without those that only administrators give.
    package var advertisedScopes: [String] {
        ScopeSet(applications.flatMap(\.advertisedScopes)).names
    }
}

extension CatalogApplication {
    /// Its scopes without those that only administrators give.
    package var advertisedScopes: [String] {
        ScopeSet(scopes.filter { !$0.isAssigned }.map(\.name)).names
    }
}
