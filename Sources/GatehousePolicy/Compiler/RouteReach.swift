/// The paths that a route can match, whole, to compare with reserved ones.
struct RouteReach {
    private let segments: [PathTemplate.Segment]
    private let takesRest: Bool

    init(prefix: String, template: PathTemplate) {
        let mounted = prefix.utf8.split(separator: UInt8(ascii: "/")).map { PathTemplate.Segment.literal(Array($0)) }
        self.segments = mounted + template.segments
        self.takesRest = template.takesRest
    }

    /// Whether the route can match nothing else than the reserved path.
    func isInside(_ reserved: ReservedPath) -> Bool {
        guard segments.count >= reserved.segments.count else { return false }
        let isBelow = zip(segments, reserved.segments).allSatisfy { $0 == .literal($1) }
        return isBelow && (reserved.ownsTree || (segments.count == reserved.segments.count && !takesRest))
    }

    /// Whether the route can match the reserved path.
    func touches(_ reserved: ReservedPath) -> Bool {
        let isAlong = zip(segments, reserved.segments).allSatisfy { $0 == .wildcard || $0 == .literal($1) }
        if segments.count < reserved.segments.count { return isAlong && takesRest }
        return isAlong && (segments.count == reserved.segments.count || reserved.ownsTree)
    }
}

/// A path that the authorization server answers.
struct ReservedPath {
    let text: String
    let segments: [[UInt8]]
    /// Whether everything below it is reserved too.
    let ownsTree: Bool

    static let issuer =
        ReservedPaths.trees.map { ReservedPath($0, ownsTree: true) }
        + ReservedPaths.exact.map { ReservedPath($0, ownsTree: false) }
    static let resourceMetadata = ReservedPath(ReservedPaths.resourceMetadata, ownsTree: true)

    private init(_ path: StaticString, ownsTree: Bool) {
        self.text = "\(path)"
        self.segments = text.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
        self.ownsTree = ownsTree
    }
}
