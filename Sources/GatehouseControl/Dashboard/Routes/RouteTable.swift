import GatehousePolicy

/// The routes of an application as a table.
struct RouteTable: Sendable, Equatable {
    /// More than this is on another page.
    static let size = 50

    let heads: [TableHead]
    /// Those of this page.
    let rows: [RouteRow]
    let pages: ListPages

    /// The table in its order; `address` is that of the page without it, `anchor` where the table is there.
    init(
        _ rows: [RouteRow],
        sort: TableSort<RouteOrder> = TableSort(usual: .route),
        page: Int = 1,
        at address: ListAddress,
        anchor: String? = nil
    ) {
        let sorted = sort.sorted(Array(rows.enumerated())) { order, row in
            switch order {
            case .route: .number(Int64(row.offset))
            case .permitted: .number(row.element.count.permitted)
            case .refused: .number(row.element.count.refused)
            }
        }
        pages = ListPages(total: rows.count, size: Self.size, page: page, base: address.with(sort.fields).base)
        self.rows = sorted[pages.range].map(\.element)
        let heads = TableHeads(sort, at: address, anchor: anchor)
        self.heads = [
            heads.by(.route, "Route"), TableHead("A caller needs"),
            heads.by([(.permitted, "Permitted"), (.refused, "refused")]), TableHead("Reached by"),
        ]
    }
}
