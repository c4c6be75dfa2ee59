import GatehouseOAuth
import GatehousePolicy

/// The list of what the gate decided, the newest first, with the filters that stand in its URL.
struct DecisionsPage: BoardPage {
    static let template = "boardDecisions"

    let frame: DashboardFrame
    let filters: DecisionFilterForm
    let chips: [DecisionChip]
    let hasChips: Bool
    /// Where the list is without a filter.
    let allLink: String
    let rows: [DecisionRow]
    let hasRows: Bool
    /// Where new rows come from; nil on an older page.
    let livePath: String?
    /// "50 decisions".
    let count: String
    let olderLink: String?
    let newestLink: String?
    /// That some were counted but not kept one by one; nil if all are here.
    let sampled: String?
    /// Which clients or people may be meant by what was typed.
    let suggestions: [DecisionSuggestion]
    let hasSuggestions: Bool
    /// What to do where nothing was ever decided.
    let start: DecisionStart?
    /// Nothing is like the filter, though other decisions may be there.
    let isFilteredEmpty: Bool

    init(
        frame: DashboardFrame,
        query: DecisionQuery,
        decisions: [RecordedDecision],
        names: DirectoryNames,
        applications: [CompiledApplication],
        sampledOut: Int64 = 0,
        suggestions: [DecisionSuggestion] = [],
        typedID: String? = nil,
        now: Int64
    ) {
        let shown = decisions.prefix(DecisionQuery.rows)
        let last = shown.last.map(\.sequence)
        let isNewest = query.before == nil && query.instant(.until) == nil && typedID == nil
        self.frame = frame
        filters = DecisionFilterForm(query, applications: applications, typedID: typedID ?? "")
        chips = DecisionChip.all(of: query, names: names, applications: applications)
        hasChips = !chips.isEmpty
        allLink = DecisionQuery().path
        rows = shown.map { DecisionRow($0, names: names, now: now) }
        hasRows = !rows.isEmpty
        livePath = isNewest ? query.livePath : nil
        count = PageWords.count(rows.count, "decision")
        olderLink = decisions.count > DecisionQuery.rows ? query.before(last).path : nil
        newestLink = query.before == nil ? nil : query.before(nil).path
        sampled = Self.sampled(sampledOut)
        self.suggestions = suggestions
        hasSuggestions = !suggestions.isEmpty
        let isUntouched = rows.isEmpty && query.isEmpty && query.before == nil && typedID == nil
        start = isUntouched ? DecisionStart(applications) : nil
        isFilteredEmpty = rows.isEmpty && !isUntouched
    }

    private static func sampled(_ count: Int64) -> String? {
        guard count > 0 else { return nil }
        let number = PageNumber.grouped(count)
        let are = count == 1 ? "1 decision of the last hour was" : "\(number) decisions of the last hour were"
        return "\(are) counted but not kept one by one, because too many came at once."
    }
}

/// What to do where nothing has come to the gate yet.
struct DecisionStart: Sendable, Equatable {
    /// A request to paste; nil without an application.
    let command: String?

    init(_ applications: [CompiledApplication]) {
        command = applications.first.map { "curl -i '\($0.publicURL.replacing("'", with: "%27"))/'" }
    }
}

/// A client or a person that may be meant by what was typed.
struct DecisionSuggestion: Sendable, Equatable {
    let name: String
    /// Tells it from others of the same name.
    let detail: String
    let link: String
}
