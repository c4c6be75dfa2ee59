/// What the grants on a person's page are sorted by.
enum PersonGrantOrder: String, SortColumn {
    case allowed
    case used

    var startsDescending: Bool { true }
}
