import GatehouseJOSE

/// A token request whose form is right.
package enum TokenRequest: Sendable, Equatable {
    case clientCredentials(ClientCredentialsRequest)

    package init(_ parameters: Parameters) throws(OAuthError) {
        let grantType = try parameters.required("grant_type")
        // RFC 6749 §5.2: what this server does not do yet is an unsupported grant type.
        guard grantType.hasSameBytes(as: GrantType.clientCredentials.rawValue) else {
            throw OAuthError(.unsupportedGrantType, "The grant type is not supported.")
        }
        self = .clientCredentials(try ClientCredentialsRequest(parameters))
    }

    /// The grant that the client must be registered for.
    package var grantType: GrantType {
        switch self {
        case .clientCredentials: .clientCredentials
        }
    }
}

/// RFC 6749 §4.4.2: a client asks for a token in its own name.
package struct ClientCredentialsRequest: Sendable, Equatable {
    /// The scopes asked for; nil asks for all that the client is registered for.
    package let scope: ScopeSet?
    /// RFC 8707 §2: the resources that the token is meant for; none is no restriction.
    package let resources: [String]

    package init(scope: ScopeSet?, resources: [String] = []) {
        self.scope = scope
        self.resources = resources
    }

    package init(_ parameters: Parameters) throws(OAuthError) {
        if let text = parameters["scope"] {
            scope = try ScopeSet(parsing: text)
        } else {
            scope = nil
        }
        resources = parameters.values("resource")
    }
}
