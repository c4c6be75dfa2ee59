/// Whether a route looks at a token.
package enum TokenNeed: Sendable, Equatable {
    /// The route is public: a token is not even looked at.
    case none
    /// The route answers anonymous callers; a token that is there must be good.
    case optional
    /// The route answers only with a good token.
    case required
}
