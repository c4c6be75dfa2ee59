import GatehouseJOSE

/// The application that is this server itself: its dashboard and its admin API.
package enum BuiltInApplication {
    /// Its short key; no policy may declare it.
    package static let key = "gatehouse"
    /// What follows the issuer in the audience of its tokens.
    package static let audiencePath = "/gatehouse"
}

extension CatalogApplication {
    /// This server as an application: its dashboard and its admin API, at an issuer without a slash at its end.
    package static func builtIn(issuer: String) -> CatalogApplication {
        CatalogApplication(
            key: BuiltInApplication.key,
            name: "Gatehouse",
            audience: issuer + BuiltInApplication.audiencePath,
            publicURL: issuer + BuiltInApplication.audiencePath,
            // It is not behind the gate, so no document describes it.
            resourceMetadataURL: "",
            prefix: BuiltInApplication.audiencePath,
            scopes: BuiltInScope.allCases.map { CatalogScope(name: $0.rawValue, text: $0.sentence, isAssigned: true) }
        )
    }

    /// Whether it is this server itself.
    package var isBuiltIn: Bool { key.hasSameBytes(as: BuiltInApplication.key) }
}

extension BuiltInScope {
    /// Whether it is one of them.
    package static func contains(_ name: String) -> Bool {
        allCases.contains { $0.rawValue.hasSameBytes(as: name) }
    }

    /// What the consent page says.
    package var sentence: String {
        switch self {
        case .administrate: "Change everything in this Gatehouse"
        case .read: "Look at everything in this Gatehouse"
        }
    }
}
