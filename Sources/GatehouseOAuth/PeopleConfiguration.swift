/// What the operator decides about people's sign-ins, grants and refresh tokens.
package struct PeopleConfiguration: Sendable, Equatable {
    /// Who may register clients by RFC 7591.
    package enum Registration: String, Sendable, CaseIterable {
        case off
        /// Who has an initial access token.
        case token
        case open
    }

    /// How long a refresh token lives without use, in seconds.
    package var refreshTokenSeconds: Int64 = 2_592_000
    /// How long a session lives without use, in seconds.
    package var sessionIdleSeconds: Int64 = 86_400
    /// How long a session lives at the most, in seconds.
    package var sessionSeconds: Int64 = 2_592_000
    /// How often a minute one person may try to sign in from one address.
    package var attemptsPerMinute = 10
    /// Whether proofs (RFC 9449) need a nonce of the server.
    package var requiresProofNonces = false
    /// Who may register clients by RFC 7591.
    package var registration = Registration.off
    /// Whether a client id may be the URL of a document that describes the client.
    package var acceptsMetadataDocuments = false

    /// How long an authorization code holds (contract: 60 s).
    package static let codeSeconds: Int64 = 60
    /// How long a rotated refresh token answers the same successor (contract: 30 s).
    package static let rotationGraceSeconds: Int64 = 30
    /// How long a request of a device waits for a person.
    package static let deviceSeconds: Int64 = 600
    /// How long a pushed request waits for its browser.
    package static let pushedRequestSeconds: Int64 = 90
    /// How long a page's sealed step holds.
    package static let flowSeconds: Int64 = 3_600
    /// How many live grants of one person for one client are kept; the oldest beyond it are taken back.
    package static let grantsPerConsent = 100

    package init() {}
}
