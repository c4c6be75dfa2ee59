/// What came in on one route.
package struct RouteTraffic: Sendable, Equatable {
    /// The application's short key.
    package var application: String
    /// The route's label.
    package var route: String
    /// Of the whole span.
    package var total: TrafficCount
    /// Oldest first, as many as the span has.
    package var buckets: [TrafficCount]

    /// Takes figures as they were counted.
    package init(application: String, route: String, total: TrafficCount, buckets: [TrafficCount]) {
        self.application = application
        self.route = route
        self.total = total
        self.buckets = buckets
    }
}
