/// The head of a column by which a table can be sorted.
struct SortHead: Sendable, Equatable {
    /// The same table in this order, or in the opposite one if it has this order already.
    let link: String
    /// `ascending` or `descending` for `aria-sort`; nil if the table has another order.
    let direction: String?

    /// `base` is the table's address up to and with the `?` or `&` before `sort`.
    init(base: String, name: String, isChosen: Bool, isDescending: Bool, startsDescending: Bool = false) {
        let next = isChosen ? !isDescending : startsDescending
        link = "\(base)sort=\(name)&dir=\(next ? "desc" : "asc")"
        direction = isChosen ? (isDescending ? "descending" : "ascending") : nil
    }
}
