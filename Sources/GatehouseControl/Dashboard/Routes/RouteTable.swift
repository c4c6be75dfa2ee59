import GatehousePolicy

/// The routes of an application as a table.
struct RouteTable: Sendable, Equatable {
    /// More than this is on another page.
    static let size = 50

    /// Those of this page.
    let rows: [RouteRow]
    let pages: ListPages
    let sortRoute: SortHead
    let sortPermitted: SortHead
    let sortRefused: SortHead

    /// The table in the order that an address asks for; `base` is that address without the order, ending in `?` or `&`.
    init(_ rows: [RouteRow], order: RouteOrder, isDescending: Bool, page: Int = 1, base: String) {
        let ordered = "\(base)sort=\(order.rawValue)&dir=\(isDescending ? "desc" : "asc")&"
        pages = ListPages(total: rows.count, size: Self.size, page: page, base: ordered)
        self.rows = Array(order.sorted(rows, descending: isDescending)[pages.range])
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
