/// Names the endpoints whose failures are OAuth errors.
enum OAuthEndpoint: String, CaseIterable, Sendable {
    case token
    case introspect
    case revoke
    case userInfo = "userinfo"
    /// With the pages that an authorization request leads to.
    case authorize
    case device
    case logout
    case account
    case pushedRequest = "par"
    case deviceAuthorization = "device_authorization"
    case register
}
