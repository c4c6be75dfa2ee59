import FoundationEssentials
import GatehouseOAuth

/// Sends an authorization response as a form (OAuth 2.0 Form Post Response Mode §2): the one page with a script.
struct FormPostPage: Page {
    static let template = "formPost"

    /// Sends the form, also when a field is named `submit`.
    static let scriptText = "HTMLFormElement.prototype.submit.call(document.forms[0])"
    /// The script's source expression: `sha256-…`.
    static let scriptHash = "sha256-" + Data(SecretDigest.of(scriptText)).base64EncodedString()

    let site: PageSite
    /// The redirect URI.
    let action: String
    /// Where the person goes on; nil if the client has no name.
    let clientName: String?
    let fields: [HiddenField]
    let script: String

    /// Nil for a redirect URI that a browser could run as a script.
    init?(site: PageSite, redirectURI: String, clientName: String?, fields: [HiddenField]) {
        guard PageSecurityPolicy.source(of: redirectURI) != nil else { return nil }
        self.site = site
        action = redirectURI
        self.clientName = clientName
        self.fields = fields
        script = Self.scriptText
    }

    /// Its one script, its one address.
    func securityPolicy(mayRedirectTo redirectURI: String?) -> PageSecurityPolicy {
        PageSecurityPolicy(redirectURI: action, scriptHash: Self.scriptHash)
    }
}
