/// A live secret as lists show it.
package struct SecretSummary: Codable, Sendable, Equatable {
    /// How it is named in the audit log.
    package let id: String
    /// What the administrator called it.
    package let label: String
    /// When it was made, in Unix seconds.
    package let createdAt: Int64
    /// When it last authenticated its client, in Unix seconds.
    package let lastUsedAt: Int64?

    package init(_ secret: ClientSecret) {
        id = secret.id
        label = secret.label
        createdAt = secret.createdAt
        lastUsedAt = secret.lastUsedAt
    }

    private enum CodingKeys: String, CodingKey {
        case id
        case label
        case createdAt = "created_at"
        case lastUsedAt = "last_used_at"
    }
}

/// A client as lists show it.
package struct ClientSummary: Codable, Sendable, Equatable {
    /// The name under which it authenticates.
    package let clientID: String
    /// The short key of the application that owns it.
    package let application: String
    /// What people read.
    package let name: String
    /// The grants that it may use, sorted.
    package let grants: [String]
    /// The scopes that it may ask for, sorted.
    package let scopes: [String]
    /// Whether it runs where a secret cannot be kept.
    package let isPublic: Bool
    /// The exact redirect URIs.
    package let redirectURIs: [String]
    /// Where its privacy policy is read.
    package let policyURI: String?
    /// Where its terms of service are read.
    package let termsOfServiceURI: String?
    /// What else was settled about it.
    package let profile: ClientProfile
    /// The live secrets, oldest first.
    package let secrets: [SecretSummary]
    /// When it was made, in Unix seconds.
    package let createdAt: Int64
    /// Since when it may not authenticate; nil if it may.
    package let disabledAt: Int64?
    /// Changes with every change, and tells nothing else.
    package let version: String

    package init(_ client: Client) {
        clientID = client.id.value
        application = client.application
        name = client.name
        grants = client.grants.map(\.rawValue).sorted()
        scopes = client.scopes.names
        isPublic = client.isPublic
        redirectURIs = client.redirectURIs
        policyURI = client.policyURI
        termsOfServiceURI = client.termsOfServiceURI
        profile = client.profile
        secrets = client.secrets.map { SecretSummary($0) }
        createdAt = client.createdAt
        disabledAt = client.disabledAt
        version = client.version
    }

    private enum CodingKeys: String, CodingKey {
        case clientID = "client_id"
        case application
        case name
        case grants
        case scopes
        case isPublic = "public"
        case redirectURIs = "redirect_uris"
        case policyURI = "policy_uri"
        case termsOfServiceURI = "tos_uri"
        case profile = "settings"
        case secrets
        case createdAt = "created_at"
        case disabledAt = "disabled_at"
        case version
    }
}
