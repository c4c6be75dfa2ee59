import GatehouseOAuth

/// Says why an OAuth endpoint has no good answer.
enum EndpointFailure: Error {
    /// The protocol refuses it.
    case refused(OAuthError)
    /// More than ``FormBody/limit``.
    case bodyTooLarge
    /// Something broke that is ours to mend, or the connection did.
    case unexpected(any Error)
}
