/// The ways to obtain a token that a client may be registered for.
package enum GrantType: String, CaseIterable, Sendable, Codable, Hashable {
    case clientCredentials = "client_credentials"
    case authorizationCode = "authorization_code"
    case refreshToken = "refresh_token"
}
