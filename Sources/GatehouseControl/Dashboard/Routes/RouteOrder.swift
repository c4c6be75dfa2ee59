/// What a table of routes is sorted by.
enum RouteOrder: String, SortColumn {
    /// As the policy has them.
    case route
    case permitted
    case refused

    var startsDescending: Bool { self != .route }
}
