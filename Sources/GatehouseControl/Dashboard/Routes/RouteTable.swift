import GatehousePolicy

/// The routes of an application as a table.
struct RouteTable: Sendable, Equatable {
    let rows: [RouteRow]
    let sortRoute: SortHead
    let sortPermitted: SortHead
    let sortRefused: SortHead

    /// The table in the order that an address asks for; `base` is that address without the order, ending in `?` or `&`.
    init(_ rows: [RouteRow], order: RouteOrder, isDescending: Bool, base: String) {
        self.rows = order.sorted(rows, descending: isDescending)
        func head(_ mine: RouteOrder) -> SortHead {
            SortHead(
                base: base,
                name: mine.rawValue,
                isChosen: mine == order,
                isDescending: isDescending,
                // Of figures the greatest come first.
                startsDescending: mine != .route
            )
        }
        sortRoute = head(.route)
        sortPermitted = head(.permitted)
        sortRefused = head(.refused)
    }
}
