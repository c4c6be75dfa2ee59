/// The scopes that OpenID Connect defines; each speaks about a person who signed in.
package enum PredefinedScope: String, CaseIterable, Sendable {
    case openID = "openid"
    case profile
    case email
    case offlineAccess = "offline_access"

    /// Whether `name` is one of them.
    package static func contains(_ name: String) -> Bool {
        PredefinedScope(rawValue: name) != nil
    }
}
