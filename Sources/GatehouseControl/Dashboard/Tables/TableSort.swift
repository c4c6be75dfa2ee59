import GatehouseJOSE

/// By which column a table is sorted, as the page's address says it; what means nothing there is left out.
///
/// The decisions and the audit log have no such choice: they are read by sequence, the newest first, so that what
/// "older" leads to stays the same while new ones come.
struct TableSort<Column: SortColumn>: Sendable, Equatable {
    /// Nil for the order that the rows come in.
    var column: Column?
    var isDescending = false
    /// The column if the address names none.
    private let usual: Column?
    /// What the names of its fields begin with, on a page with several tables.
    private let table: String

    /// The usual order; `table` tells the table from others of its page.
    init(_ table: String = "", usual: Column? = nil) {
        self.table = table
        self.usual = usual
        column = usual
    }

    /// Reads the fields `sort` and `dir`, or `TABLE_sort` and `TABLE_dir`.
    init(_ table: String = "", usual: Column? = nil, from value: (String) -> String?) {
        self.init(table, usual: usual)
        if let chosen = value(field("sort")).flatMap({ Column(rawValue: $0) }) { column = chosen }
        isDescending = column != nil && (value(field("dir"))?.hasSameBytes(as: "desc") ?? false)
    }

    /// For addresses; none for the usual order.
    var fields: [(name: String, value: String?)] {
        guard let column, column != usual || isDescending else { return [] }
        return [(field("sort"), column.rawValue), (field("dir"), isDescending ? "desc" : nil)]
    }

    /// For a form that keeps the order.
    var hidden: [HiddenField] {
        fields.compactMap { field in field.value.map { HiddenField(name: field.name, value: $0) } }
    }

    /// Whether the address asks for another order than the usual one.
    var isChosen: Bool { !fields.isEmpty }

    /// `ascending` or `descending` for `aria-sort`; nil if the table is sorted by something else.
    func direction(of column: Column) -> String? {
        column == self.column ? (isDescending ? "descending" : "ascending") : nil
    }

    /// By that column, or the other way round if it is sorted by it already.
    func next(_ column: Column) -> TableSort {
        var next = self
        next.column = column
        next.isDescending = column == self.column ? !isDescending : column.startsDescending
        return next
    }

    /// The rows in this order; among equal ones as they come.
    func sorted<Row>(_ rows: [Row], by key: (Column, Row) -> SortKey) -> [Row] {
        guard let column else { return rows }
        return rows.enumerated().map { (offset: $0.offset, row: $0.element, key: key(column, $0.element)) }
            .sorted { one, other in
                if one.key < other.key { return !isDescending }
                if other.key < one.key { return isDescending }
                return one.offset < other.offset
            }
            .map(\.row)
    }

    private func field(_ name: String) -> String { table.isEmpty ? name : "\(table)_\(name)" }
}
