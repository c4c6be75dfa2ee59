/// What a challenge says about the application and route that refused.
struct ChallengeContext: Sendable, Equatable {
    /// The application's key.
    var realm: String
    /// What the route needs, space separated; nil if any token would do.
    var scope: String?
    /// The application's RFC 9728 document.
    var resourceMetadataURL: String
    /// Whether the request came with the DPoP scheme, so that it is answered in it (RFC 9449 §7.1).
    var usesDPoP = false
}
