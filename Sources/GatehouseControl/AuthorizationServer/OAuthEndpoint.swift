/// Names the endpoints whose failures are OAuth errors.
enum OAuthEndpoint: String, CaseIterable, Sendable {
    case token
    case introspect
    case revoke
}
