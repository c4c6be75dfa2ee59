/// A client as an administrator asks for it, unchecked.
package struct NewClient: Sendable, Equatable {
    /// The wished id; nil lets chance choose.
    package let clientID: String?
    /// The short key of the application that will own it.
    package let application: String
    /// What people read.
    package let name: String
    /// The grants by their registered names.
    package let grants: [String]
    /// The scopes that it may ask for.
    package let scopes: [String]
    /// Whether it runs where a secret cannot be kept.
    package let isPublic: Bool
    /// The exact redirect URIs.
    package let redirectURIs: [String]
    /// Where its privacy policy is read.
    package let policyURI: String?
    /// Where its terms of service are read.
    package let termsOfServiceURI: String?
    /// What else is settled about it.
    package var profile: ClientProfile
    /// An image for the consent page.
    package let logo: [UInt8]?

    package init(
        clientID: String? = nil,
        application: String,
        name: String,
        grants: [String],
        scopes: [String],
        isPublic: Bool = false,
        redirectURIs: [String] = [],
        policyURI: String? = nil,
        termsOfServiceURI: String? = nil,
        profile: ClientProfile = ClientProfile(),
        logo: [UInt8]? = nil
    ) {
        self.clientID = clientID
        self.application = application
        self.name = name
        self.grants = grants
        self.scopes = scopes
        self.isPublic = isPublic
        self.redirectURIs = redirectURIs
        self.policyURI = policyURI
        self.termsOfServiceURI = termsOfServiceURI
        self.profile = profile
        self.logo = logo
    }
}
