/// Another authorization server that the server's configuration trusts, as far as policies have to know it.
package struct KnownIssuer: Sendable, Equatable {
    /// What policies call our own issuer.
    package static let own = "gatehouse"

    /// What policies call it.
    package let name: String
    /// The claim `iss` of its tokens.
    package let url: String
    /// What `aud` of its tokens must contain one of where a policy does not say; empty for the application's audience.
    package let audiences: [String]
    /// Whether it is asked about tokens that only it can read.
    package let introspects: Bool

    /// Describes an issuer.
    package init(name: String, url: String, audiences: [String] = [], introspects: Bool = false) {
        self.name = name
        self.url = url
        self.audiences = audiences
        self.introspects = introspects
    }
}
