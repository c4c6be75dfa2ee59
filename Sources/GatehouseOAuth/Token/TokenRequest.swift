import GatehouseJOSE

/// A token request whose form is right.
package enum TokenRequest: Sendable, Equatable {
    case clientCredentials(ClientCredentialsRequest)
    case authorizationCode(AuthorizationCodeRequest)
    case refreshToken(RefreshTokenRequest)
    case deviceCode(DeviceCodeRequest)
    case tokenExchange(TokenExchangeRequest)

    package init(_ parameters: Parameters) throws(OAuthError) {
        let grantType = try parameters.required("grant_type")
        switch GrantType.allCases.first(where: { $0.rawValue.hasSameBytes(as: grantType) }) {
        case .clientCredentials: self = .clientCredentials(try ClientCredentialsRequest(parameters))
        case .authorizationCode: self = .authorizationCode(try AuthorizationCodeRequest(parameters))
        case .refreshToken: self = .refreshToken(try RefreshTokenRequest(parameters))
        case .deviceCode: self = .deviceCode(try DeviceCodeRequest(parameters))
        case .tokenExchange: self = .tokenExchange(try TokenExchangeRequest(parameters))
        case nil: throw OAuthError(.unsupportedGrantType, "The grant type is not supported.")
        }
    }

    /// The grant that the client must be registered for.
    package var grantType: GrantType {
        switch self {
        case .clientCredentials: .clientCredentials
        case .authorizationCode: .authorizationCode
        case .refreshToken: .refreshToken
        case .deviceCode: .deviceCode
        case .tokenExchange: .tokenExchange
        }
    }
}

extension Parameters {
    /// RFC 6749 §3.3: the scopes that are asked for; nil if the request names none.
    var requestedScope: ScopeSet? {
        get throws(OAuthError) {
            guard let text = self["scope"] else { return nil }
            return try ScopeSet(parsing: text)
        }
    }
}
