/// Which clients a list shows, in which order, and which page of it.
package struct ClientQuery: Sendable, Equatable {
    /// What a list is sorted by; the id decides among equals.
    package enum Order: String, Sendable, CaseIterable {
        case name
        case created
        /// By the last use of one of its secrets.
        case used
    }

    /// Part of the name or the id, in any case of ASCII letters; nil or empty is any.
    package var text: String?
    /// The short key of the application that owns it.
    package var application: String?
    /// Only with this grant.
    package var grant: GrantType?
    /// Only with this scope.
    package var scope: String?
    /// Only disabled ones, or only others.
    package var isDisabled: Bool?
    /// Who registered it.
    package var source: ClientSource?
    /// Whether those that are part of this server are left out.
    package var leavesOutBuiltIn: Bool
    /// What the list is sorted by.
    package var order: Order
    /// Whether the last of that order comes first.
    package var isDescending: Bool
    /// How many are left out before the page.
    package var offset: Int
    /// The most that the page shows.
    package var limit: Int

    /// Without arguments, the first 50 of all by their names.
    package init(
        text: String? = nil,
        application: String? = nil,
        grant: GrantType? = nil,
        scope: String? = nil,
        isDisabled: Bool? = nil,
        source: ClientSource? = nil,
        leavesOutBuiltIn: Bool = false,
        order: Order = .name,
        isDescending: Bool = false,
        offset: Int = 0,
        limit: Int = 50
    ) {
        self.text = text
        self.application = application
        self.grant = grant
        self.scope = scope
        self.isDisabled = isDisabled
        self.source = source
        self.leavesOutBuiltIn = leavesOutBuiltIn
        self.order = order
        self.isDescending = isDescending
        self.offset = offset
        self.limit = limit
    }
}
