/// The policy's answer to a request for which there is a route.
package enum Decision: Sendable, Equatable {
    /// The request may go to its upstream.
    case permit(Permit)
    /// The request is refused.
    case deny(Denial)
}
