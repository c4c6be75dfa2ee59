import GatehousePolicy

/// What a table of routes is sorted by.
enum RouteOrder: String, Sendable, CaseIterable {
    /// As the policy has them.
    case route
    case permitted
    case refused

    /// The rows in this order; among equals as the policy has them.
    func sorted(_ rows: [RouteRow], descending: Bool) -> [RouteRow] {
        let key: (RouteRow) -> Int64 =
            switch self {
            case .route: { _ in 0 }
            case .permitted: { $0.count.permitted }
            case .refused: { $0.count.refused }
            }
        let ordered = rows.enumerated()
            .sorted { one, other in
                let (first, second) = (key(one.element), key(other.element))
                guard first == second else { return descending ? first > second : first < second }
                return self == .route && descending ? one.offset > other.offset : one.offset < other.offset
            }
        return ordered.map(\.element)
    }
}
