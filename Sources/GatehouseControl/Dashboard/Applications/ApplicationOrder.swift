/// What the applications are sorted by.
enum ApplicationOrder: String, SortColumn {
    case name
    case address
    case permitted
    case refused
    case routes
    case clients
    /// The files, then those that live in the store.
    case declared

    var startsDescending: Bool {
        switch self {
        case .permitted, .refused, .routes, .clients: true
        case .name, .address, .declared: false
        }
    }
}
