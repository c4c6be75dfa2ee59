/// Names the endpoints of every application, as they were known at one moment.
struct EndpointSet: Sendable {
    /// Grows with every change.
    var version: UInt64 = 0
    /// By the application's key.
    var applications: [String: ApplicationStandings] = [:]
}
