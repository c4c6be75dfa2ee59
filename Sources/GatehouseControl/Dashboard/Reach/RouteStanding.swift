/// What a route is to a client.
enum RouteStanding: Sendable, Equatable {
    /// The route asks for no token.
    case open
    /// Its tokens can carry everything that the route asks for.
    case reachable
    /// Its tokens can carry the scopes; the rest is up to the person, in words.
    case depends(String)
    /// It never gets through: scopes that it may not ask for, and why in words.
    case closed(missing: [String], reason: String)

    /// Whether some request of the client can get through.
    var isPossible: Bool {
        if case .closed = self { false } else { true }
    }
}
