/// Which people a list shows, in which order, and which page of it.
package struct UserQuery: Sendable, Equatable {
    /// What a list is sorted by; the user name decides among equals.
    package enum Order: String, Sendable, CaseIterable {
        case username
        case created
    }

    /// Part of the user name, the name or the email address, in any case of ASCII letters.
    package var text: String?
    /// Only with this assigned scope.
    package var scope: String?
    /// Only disabled ones, or only others.
    package var isDisabled: Bool?
    /// What the list is sorted by.
    package var order: Order
    /// Whether the last of that order comes first.
    package var isDescending: Bool
    /// How many are left out before the page.
    package var offset: Int
    /// The most that the page shows.
    package var limit: Int

    /// Without arguments, the first 50 of all by their user names.
    package init(
        text: String? = nil,
        scope: String? = nil,
        isDisabled: Bool? = nil,
        order: Order = .username,
        isDescending: Bool = false,
        offset: Int = 0,
        limit: Int = 50
    ) {
        self.text = text
        self.scope = scope
        self.isDisabled = isDisabled
        self.order = order
        self.isDescending = isDescending
        self.offset = offset
        self.limit = limit
    }
}
