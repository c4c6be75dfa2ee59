import GatehouseOAuth

/// Which events the page shows: what stands in the query of its URL.
struct AuditFilter: Sendable, Equatable {
    /// How many rows a page has.
    static let rows = 50
    private static let maximumBytes = 256

    /// The groups of events that a form offers, with what their names begin with.
    static let kinds: [(value: String, name: String)] = [
        ("", "Everything"), ("client.", "Clients"), ("application.", "Applications"), ("user.", "People"),
        ("session.", "Signing in and out"), ("consent.", "What people allowed"), ("grant.", "Grants"),
        ("token.", "Tokens"), ("subject.", "Subjects"), ("key.", "Keys"),
    ]

    /// The beginning of the event's name.
    var kind: String?
    /// Who did it: an id or a user name.
    var actor: String?
    /// Whom or what it is about: an id or a user name.
    var about: String?
    /// `2026-11-23`: from the beginning of that day, in UTC.
    var from: String?
    /// `2026-11-23`: to the end of that day, in UTC.
    var until: String?
    /// Only those with a sequence below it: an older page.
    var before: Int64?

    init(_ fields: DashboardFields) {
        kind = Self.typed(fields["kind"])
        actor = Self.typed(fields["actor"])
        about = Self.typed(fields["about"])
        from = Self.typed(fields["from"])
        until = Self.typed(fields["until"])
        before = fields["before"].flatMap { Int64($0) }
    }

    /// Whether nothing is left out.
    var isEmpty: Bool { [kind, actor, about, from, until].allSatisfy { $0 == nil } }

    /// What a day is that cannot be read; nil if both can.
    var problem: String? {
        guard [from, until].compactMap(\.self).contains(where: { CalendarDay($0) == nil }) else { return nil }
        return "Write a day as year, month and day, for example 2026-11-23."
    }

    /// What the directory is asked for; `people` are the ids of the user names that were typed.
    func query(_ people: [String: String], limit: Int) -> AuditQuery {
        AuditQuery(
            kind: kind,
            actor: actor.map { people[$0] ?? $0 },
            about: about.map { people[$0] ?? $0 },
            since: from.flatMap { CalendarDay($0) }?.start,
            until: until.flatMap { CalendarDay($0) }?.end,
            before: before,
            limit: limit
        )
    }

    /// The page with this filter.
    var path: String { list(AuditController.path).before(before).path }

    /// All that the filter lets through, as JSON lines.
    var exportPath: String { list(AuditController.exportPath).path }

    /// The same with something changed, from the newest on.
    func with(_ change: (inout AuditFilter) -> Void) -> AuditFilter {
        var filter = self
        filter.before = nil
        change(&filter)
        return filter
    }

    private func list(_ path: String) -> ListAddress {
        ListAddress(
            path,
            [("kind", kind), ("actor", actor), ("about", about), ("from", from), ("until", until)]
        )
    }

    private static func typed(_ text: String?) -> String? {
        guard let text, !text.isEmpty else { return nil }
        return text.utf8.count <= maximumBytes ? text : String(text.unicodeScalars.prefix(64))
    }
}
