/// A short-lived access token with which an administrator tries what a client may do.
package struct TrialToken: Sendable {
    /// The token.
    package let text: Secret<String>
    /// In Unix seconds.
    package let expiresAt: Int64
    /// What it carries, perhaps less than was asked for.
    package let scope: ScopeSet
    /// Its `jti`.
    package let tokenID: String
}
