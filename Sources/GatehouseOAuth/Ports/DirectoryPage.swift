/// One page of a list.
package struct DirectoryPage<Item: Sendable>: Sendable {
    /// In the order of the list.
    package var items: [Item]
    /// How many there are on all pages.
    package var total: Int

    /// Holds the items of one page beside the number of all.
    package init(items: [Item], total: Int) {
        self.items = items
        self.total = total
    }
}

extension DirectoryPage: Equatable where Item: Equatable {}
