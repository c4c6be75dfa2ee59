/// What the upstreams are sorted by.
enum UpstreamOrder: String, SortColumn {
    case application
    /// Healthy ones last.
    case state
    case requests
    case p95

    var startsDescending: Bool { self == .requests || self == .p95 }
}
