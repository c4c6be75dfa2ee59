import GatehousePolicy

/// Addresses of what has to do with a route.
enum RouteLink {
    /// The map, of all applications if none is given.
    static func map(of application: String?, _ span: TrafficSpan) -> ListAddress {
        ListAddress("/routes", [("application", application), ("span", span.rawValue)])
    }

    /// The page of one route.
    static func page(of label: String, in application: String) -> String {
        "/routes/show?application=\(URLText.query(application))&route=\(URLText.query(label))"
    }

    /// The decisions about a route.
    static func decisions(of label: String, in application: String, verdict: String? = nil) -> String {
        let rest = verdict.map { "&verdict=\($0)" } ?? ""
        return "/decisions?application=\(URLText.query(application))&route=\(URLText.query(label))\(rest)"
    }
}
