/// What one client did on one route, since it is counted.
package struct ClientRouteUse: Sendable, Equatable {
    /// The client's id.
    package var client: String
    /// The application's short key.
    package var application: String
    /// The route's label.
    package var route: String
    /// All its requests there.
    package var total: TrafficCount
    /// The last request, in Unix seconds.
    package var lastAt: Int64

    /// Takes figures as they were counted.
    package init(client: String, application: String, route: String, total: TrafficCount, lastAt: Int64) {
        self.client = client
        self.application = application
        self.route = route
        self.total = total
        self.lastAt = lastAt
    }
}
