/// Which of an application's routes a request selects.
package enum RouteChoice: Sendable, Equatable {
    /// The index in the application's `routes`.
    case route(Int)
    /// The path is known, the method is not; the value of the `Allow` header (RFC 9110 §10.2.1).
    case methodNotAllowed(allow: String)
    /// No route answers.
    case notFound
}
