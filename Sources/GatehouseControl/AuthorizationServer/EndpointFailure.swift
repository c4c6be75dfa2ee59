import GatehouseOAuth

/// Says why an OAuth endpoint has no good answer.
enum EndpointFailure: Error {
    /// The protocol refuses it.
    case refused(OAuthError)
    /// The body has more bytes than the endpoint reads.
    case bodyTooLarge
    /// The connection broke before the body had arrived: nothing was asked, and nobody waits for an answer.
    case brokenConnection(any Error)
}
