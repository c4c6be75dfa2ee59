/// What the keys are sorted by.
enum KeyOrder: String, SortColumn {
    case key
    /// Those that sign, the next, the previous ones.
    case state
    case algorithm
    /// Since when it does what it does.
    case since
    case made
    case age

    var startsDescending: Bool { self == .since || self == .made || self == .age }
}
