/// A program that asks for tokens.
package struct Client: Sendable, Equatable {
    /// The name under which it authenticates.
    package let id: ClientID
    /// The short key of the application that owns it.
    package let application: String
    /// What people read on lists and on the consent page.
    package var name: String
    /// The grants that it may use.
    package var grants: Set<GrantType>
    /// The scopes that it may ask for.
    package var scopes: ScopeSet
    /// Whether it runs where a secret cannot be kept (RFC 6749 §2.1).
    package let isPublic: Bool
    /// The exact redirect URIs of its authorization requests.
    package var redirectURIs: [String]
    /// Where its privacy policy is read.
    package var policyURI: String?
    /// Where its terms of service are read.
    package var termsOfServiceURI: String?
    /// The live secrets, oldest first; at most two.
    package let secrets: [ClientSecret]
    /// When it was registered, in Unix seconds.
    package let createdAt: Int64
    /// Since when it may not authenticate, in Unix seconds; nil if it may.
    package let disabledAt: Int64?
    /// Its tokens issued at or before this instant are refused; a new one is issued after it.
    package let revokedBefore: Int64?
    /// When it got its first token, in Unix seconds; nil if it has none yet.
    package let firstIssuedAt: Int64?
    /// What else was settled about it.
    package var profile: ClientProfile

    package init(
        id: ClientID,
        application: String,
        name: String,
        grants: Set<GrantType>,
        scopes: ScopeSet,
        isPublic: Bool = false,
        redirectURIs: [String] = [],
        policyURI: String? = nil,
        termsOfServiceURI: String? = nil,
        secrets: [ClientSecret] = [],
        createdAt: Int64,
        disabledAt: Int64? = nil,
        revokedBefore: Int64? = nil,
        firstIssuedAt: Int64? = nil,
        profile: ClientProfile = ClientProfile()
    ) {
        self.id = id
        self.application = application
        self.name = name
        self.grants = grants
        self.scopes = scopes
        self.isPublic = isPublic
        self.redirectURIs = redirectURIs
        self.policyURI = policyURI
        self.termsOfServiceURI = termsOfServiceURI
        self.secrets = secrets
        self.createdAt = createdAt
        self.disabledAt = disabledAt
        self.revokedBefore = revokedBefore
        self.firstIssuedAt = firstIssuedAt
        self.profile = profile
    }
}

extension Client {
    /// The name by which it calls itself: its id, or the URL of the document that describes it.
    package var publicID: String { profile.documentURL ?? id.value }
}
