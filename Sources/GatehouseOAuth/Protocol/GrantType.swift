/// The ways to obtain a token that a client may be registered for.
package enum GrantType: String, CaseIterable, Sendable, Codable, Hashable {
    case clientCredentials = "client_credentials"  // RFC 6749 §4.4
    case authorizationCode = "authorization_code"  // RFC 6749 §4.1
    case refreshToken = "refresh_token"  // RFC 6749 §6
    case deviceCode = "urn:ietf:params:oauth:grant-type:device_code"  // RFC 8628 §3.4
    case tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"  // RFC 8693 §2.1
}

extension Set<GrantType> {
    /// Whether people sign in on behalf of a client with these.
    var areForPeople: Bool { contains(.authorizationCode) || contains(.deviceCode) }
}
