import GatehouseOAuth

/// What a client is for.
enum ClientKind: Sendable, Equatable {
    /// People sign in.
    case code
    /// It acts for itself.
    case service

    init(grants: some Collection<GrantType>) {
        self = grants.contains(.authorizationCode) || grants.contains(.deviceCode) ? .code : .service
    }

    init(_ client: ClientSummary) {
        self.init(grants: client.grants.compactMap { GrantType(rawValue: $0) })
    }

    /// As lists say it.
    var words: String {
        switch self {
        case .code: "People sign in"
        case .service: "Service"
        }
    }
}

extension ClientSource {
    /// What lists say of a client that no administrator registered.
    var pill: String? {
        switch self {
        case .administrator: nil
        case .policy: "In a policy file"
        case .builtIn: "Built in"
        case .dynamic: "Registered itself"
        case .metadataDocument: "Metadata document"
        }
    }
}
