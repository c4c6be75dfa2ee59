/// The head of a column.
struct TableHead: Sendable, Equatable {
    /// A way to sort by the column.
    struct Link: Sendable, Equatable {
        /// What stands before it.
        let lead: String
        let text: String
        let path: String
        /// Whether the table is sorted by the other one in the same head.
        let isOther: Bool
    }

    /// Nil where links stand.
    let text: String?
    /// For ears alone.
    let unseen: String?
    let links: [Link]
    /// `ascending` or `descending` for `aria-sort`; nil if the table is sorted by something else.
    let direction: String?
    /// Its class; nil for none.
    let style: String?

    /// One without a way to sort.
    init(_ text: String, style: String? = nil, direction: String? = nil) {
        self.init(text: text, unseen: nil, links: [], direction: direction, style: style)
    }

    /// One above buttons.
    init(unseen: String) {
        self.init(text: nil, unseen: unseen, links: [], direction: nil, style: nil)
    }

    fileprivate init(text: String?, unseen: String?, links: [Link], direction: String?, style: String?) {
        self.text = text
        self.unseen = unseen
        self.links = links
        self.direction = direction
        self.style = style
    }
}

/// Makes the heads of a table that can be sorted.
struct TableHeads<Column: SortColumn>: Sendable {
    let sort: TableSort<Column>
    /// The page with everything that its address says but this table's order.
    let address: ListAddress
    /// Where the table is on a page with several.
    let anchor: String?

    init(_ sort: TableSort<Column>, at address: ListAddress, anchor: String? = nil) {
        self.sort = sort
        self.address = address
        self.anchor = anchor
    }

    /// A column with one order.
    func by(_ column: Column, _ text: String, style: String? = nil) -> TableHead {
        by([(column, text)], style: style)
    }

    /// A column of figures.
    func number(_ column: Column, _ text: String) -> TableHead { by(column, text, style: "number") }

    /// A column with several values in a row.
    func by(_ orders: [(column: Column, text: String)], style: String? = nil) -> TableHead {
        let direction = orders.compactMap { sort.direction(of: $0.column) }.first
        let links = orders.enumerated()
            .map { index, order in
                TableHead.Link(
                    lead: index == 0 ? "" : ", ",
                    text: order.text,
                    path: address.with(sort.next(order.column).fields).path + (anchor.map { "#\($0)" } ?? ""),
                    isOther: direction != nil && sort.direction(of: order.column) == nil
                )
            }
        return TableHead(text: nil, unseen: nil, links: links, direction: direction, style: style)
    }
}
