/// The parts of the dashboard, as its navigation has them.
enum DashboardSection: Sendable, CaseIterable {
    case overview
    case decisions
    case applications
    case clients
    case routes
    case people
    case keys
    case audit
}

/// Which entry of the navigation is chosen: a template asks for one truth value each.
struct DashboardNavigation: Sendable, Equatable {
    let isOverview: Bool
    let isDecisions: Bool
    let isApplications: Bool
    let isClients: Bool
    let isRoutes: Bool
    let isPeople: Bool
    let isKeys: Bool
    let isAudit: Bool

    init(_ section: DashboardSection) {
        isOverview = section == .overview
        isDecisions = section == .decisions
        isApplications = section == .applications
        isClients = section == .clients
        isRoutes = section == .routes
        isPeople = section == .people
        isKeys = section == .keys
        isAudit = section == .audit
    }
}
