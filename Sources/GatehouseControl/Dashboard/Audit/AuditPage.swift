import GatehouseOAuth

/// Who did what when.
struct AuditPage: BoardPage {
    static let template = "boardAudit"

    /// What is chosen among, in the form.
    struct Option: Sendable, Equatable {
        let value: String
        let name: String
        let isChosen: Bool
    }

    /// A filter that is in force, with the page without it.
    struct Chip: Sendable, Equatable {
        let text: String
        let link: String
    }

    /// An event.
    struct Row: Sendable, Equatable {
        let time: PageTime
        /// `10:42:07`.
        let clock: String
        let kind: String
        /// The page with only events of this kind.
        let kindLink: String
        let actor: String
        /// The page with only what they did.
        let actorLink: String
        let isActorCode: Bool
        let parts: [AuditSentence.Part]
    }

    let frame: DashboardFrame
    let kinds: [Option]
    let actor: String
    let about: String
    let from: String
    let until: String
    let problem: String?
    let chips: [Chip]
    let hasChips: Bool
    let rows: [Row]
    let hasRows: Bool
    let isFiltered: Bool
    let exportPath: String
    /// Whether the page begins at an older event than the newest.
    let newestLink: String?
    let olderLink: String?

    init(
        frame: DashboardFrame,
        _ filter: AuditFilter,
        _ events: [RecordedAuditEvent],
        names: DirectoryNames,
        now: Int64
    ) {
        self.frame = frame
        // A kind that was written by hand stands in the list, too.
        let written = filter.kind.flatMap { kind in
            AuditFilter.kinds.contains { $0.value == kind } ? nil : [(value: kind, name: kind)]
        }
        kinds = (AuditFilter.kinds + (written ?? []))
            .map { kind in
                Option(value: kind.value, name: kind.name, isChosen: kind.value == filter.kind ?? "")
            }
        actor = filter.actor ?? ""
        about = filter.about ?? ""
        from = filter.from ?? ""
        until = filter.until ?? ""
        problem = filter.problem
        chips = Self.chips(filter, names)
        hasChips = !chips.isEmpty
        let shown = events.prefix(AuditFilter.rows)
        rows = shown.map { Row($0.event, filter, names: names, now: now) }
        hasRows = !rows.isEmpty
        isFiltered = !filter.isEmpty || filter.before != nil
        exportPath = filter.exportPath
        newestLink = filter.before == nil ? nil : filter.with { _ in }.path
        olderLink =
            events.count > AuditFilter.rows
            ? shown.last.map { last in filter.with { $0.before = last.sequence }.path } : nil
    }

    private static func chips(_ filter: AuditFilter, _ names: DirectoryNames) -> [Chip] {
        let named = { (id: String) in names.users[id] ?? names.clients[id] ?? id }
        let kind = filter.kind.map { kind in AuditFilter.kinds.first { $0.value == kind }?.name ?? kind }
        let all: [(String?, (inout AuditFilter) -> Void)] = [
            (kind, { $0.kind = nil }),
            (filter.actor.map { "by \(named($0))" }, { $0.actor = nil }),
            (filter.about.map { "about \(named($0))" }, { $0.about = nil }),
            (filter.from.map { "from \($0)" }, { $0.from = nil }),
            (filter.until.map { "to \($0)" }, { $0.until = nil }),
        ]
        return all.compactMap { text, change in text.map { Chip(text: $0, link: filter.with(change).path) } }
    }
}

extension AuditPage.Row {
    init(_ event: AuditEvent, _ filter: AuditFilter, names: DirectoryNames, now: Int64) {
        time = PageTime(event.at, now: now)
        clock = String(time.utc.dropFirst(11).prefix(8))
        kind = event.kind.name
        kindLink = filter.with { $0.kind = event.kind.name }.path
        let name = names.users[event.actor] ?? names.clients[event.actor]
        actor = name ?? event.actor
        actorLink = filter.with { $0.actor = event.actor }.path
        isActorCode = name == nil
        parts = AuditSentence(event, names: names).parts
    }
}
