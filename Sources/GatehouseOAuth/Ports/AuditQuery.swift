/// Which audit events a list shows, the newest first.
package struct AuditQuery: Sendable, Equatable {
    /// The first part of the event's name, such as `client.` or `client.created`.
    package var kind: String?
    /// Who did it, exactly.
    package var actor: String?
    /// An id that stands in the event's details: of an application, a client, a person, a grant, a session or a key.
    package var about: String?
    /// Not before, in Unix seconds.
    package var since: Int64?
    /// Before, in Unix seconds.
    package var until: Int64?
    /// Only those with a sequence below it.
    package var before: Int64?
    /// The most that the page shows.
    package var limit: Int

    /// Without arguments, the newest 50 of all.
    package init(
        kind: String? = nil,
        actor: String? = nil,
        about: String? = nil,
        since: Int64? = nil,
        until: Int64? = nil,
        before: Int64? = nil,
        limit: Int = 50
    ) {
        self.kind = kind
        self.actor = actor
        self.about = about
        self.since = since
        self.until = until
        self.before = before
        self.limit = limit
    }
}
