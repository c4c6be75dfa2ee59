/// A column by which a table can be sorted; its raw value is its word in addresses.
protocol SortColumn: RawRepresentable<String>, Sendable, Equatable {
    /// Whether the greatest come first at the first press, as with figures and times.
    var startsDescending: Bool { get }
}
