/// The pattern of a route's path below the prefix: `/data/{id}`.
struct PathTemplate: Equatable, Sendable {
    /// What one segment of a path must be.
    enum Segment: Equatable, Sendable {
        /// These octets, decoded.
        case literal([UInt8])
        /// Any octets, but at least one.
        case wildcard
    }

    /// Templates are no deeper, so that matching is bounded.
    static let maximumDepth = 32

    let segments: [Segment]
    /// Whether `**` follows the segments.
    let takesRest: Bool

    /// Whether a literal has an uppercase letter.
    var hasUppercase: Bool {
        segments.contains { segment in
            if case .literal(let octets) = segment {
                octets.contains(where: SegmentComparison.isUppercase)
            } else {
                false
            }
        }
    }
}
