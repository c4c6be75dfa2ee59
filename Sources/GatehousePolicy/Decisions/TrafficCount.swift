/// Requests in a bucket of time.
package struct TrafficCount: Sendable, Equatable, Codable {
    /// Those that went to an application.
    package var permitted: Int64
    /// Those that were denied.
    package var refused: Int64

    /// Without arguments, none.
    package init(permitted: Int64 = 0, refused: Int64 = 0) {
        self.permitted = permitted
        self.refused = refused
    }

    /// Both.
    package var total: Int64 { permitted + refused }

    /// The requests of two buckets, or of two routes.
    package static func + (one: TrafficCount, other: TrafficCount) -> TrafficCount {
        TrafficCount(permitted: one.permitted + other.permitted, refused: one.refused + other.refused)
    }
}
