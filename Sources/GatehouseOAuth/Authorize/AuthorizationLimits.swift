/// How long the parameters of an authorization request may be, in bytes.
///
/// Everything travels through the address line of a browser, so the whole is limited too.
enum AuthorizationLimits {
    static let state = 2_048
    static let nonce = 512
    static let loginHint = 200
    static let claims = 4_096
    static let identityHint = 4_096
    static let scope = 4_096
    static let total = 14_336
    static let resources = 16

    /// Whether a `state` can be returned.
    static func isState(_ text: String) -> Bool { text.utf8.count <= state }
}
