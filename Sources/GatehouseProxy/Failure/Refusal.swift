import GatehouseJOSE
import GatehousePolicy

/// Every answer that the gate itself gives: `ErrorResponses` has the bytes of each.
enum Refusal: Error, Sendable, Equatable {
    /// The request is not HTTP/1 as the gate reads it; closes.
    case malformed(MessageRefusal)
    /// The path has no canonical form.
    case path(PathRefusal)
    /// No application or no route.
    case noRoute
    /// The path is known, the method is not.
    case methodNotAllowed(allow: String)
    /// Policy said no.
    case denied(Denial)
    /// A token was sent and is not accepted.
    case invalidToken(TokenRejection)
    /// A token was sent whose issuer cannot be asked for its keys or about it; in seconds.
    case issuerUnavailable(retryAfter: Int64)
    /// A token was sent whose proof of possession is not accepted (RFC 9449 §4.3).
    case invalidProof(ProofRefusal)
    /// The proof has to carry this nonce (RFC 9449 §9).
    case useNonce(String)
    /// The credential is not well-formed, or there is more than one.
    case invalidRequest
    /// Another protocol was asked for, and cannot be had; closes.
    case upgrade(UpgradeRefusal)
    /// A service worker script asked for on a shared origin.
    case serviceWorkerScript
    /// The caller sends more than a limit of the policy allows.
    case rateLimited(RateLimitRefusal)
    /// A browser's question, which policy answers without a token, with yes or no.
    case preflight(PreflightAnswer)
    /// The body is over the limit; closes.
    case bodyTooLarge
    /// It came in the clear, and has to go to this URL over TLS.
    case redirected(String)
    /// The head did not come in time; closes.
    case headTimeout
    /// The exchange failed.
    case gateway(GatewayFailure)
}
