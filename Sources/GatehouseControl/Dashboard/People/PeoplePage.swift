import GatehouseJOSE
import GatehouseOAuth

/// Everybody who may sign in, or once could.
struct PeoplePage: BoardPage {
    static let template = "boardPeople"

    let frame: DashboardFrame
    let text: String
    let scopes: [PeopleOption]
    let states: [PeopleOption]
    let chips: [PeopleChip]
    let hasChips: Bool
    let rows: [PersonRow]
    let hasRows: Bool
    /// "12 people".
    let count: String
    let heads: [TableHead]
    /// Kept by the filters' form.
    let kept: [HiddenField]
    /// "51 to 100 of 1,204"; nil if all are shown.
    let span: String?
    let previous: String?
    let next: String?
    /// Nobody is registered at all.
    let isEmpty: Bool
    let isFilteredEmpty: Bool

    init(
        frame: DashboardFrame,
        query: PeopleQuery,
        people: DirectoryPage<User>,
        catalog: ScopeCatalog,
        now: Int64
    ) {
        self.frame = frame
        text = query.text
        scopes = PeopleOption.list(
            [("", "Any")] + AssignableScopes(catalog).names.map { ($0, $0) },
            chosen: query.scope
        )
        states = PeopleOption.list(
            [("", "Any"), ("enabled", "May sign in"), ("disabled", "Disabled")],
            chosen: query.isDisabled.map { $0 ? "disabled" : "enabled" }
        )
        chips = PeopleChip.all(of: query)
        hasChips = !chips.isEmpty
        rows = people.items.map { PersonRow($0, now: now) }
        hasRows = !rows.isEmpty
        count = people.total == 1 ? "1 person" : "\(PageNumber.grouped(Int64(people.total))) people"
        let heads = TableHeads(query.sort, at: query.filtered)
        self.heads = [
            heads.by(.username, "Person"), TableHead("Email"), TableHead("Holds"), TableHead("Second step"),
            heads.by(.created, "Created"),
        ]
        kept = query.sort.hidden
        let first = (query.page - 1) * PeopleQuery.rows + 1
        let last = first + people.items.count - 1
        let isWhole = query.page == 1 && last >= people.total
        span =
            isWhole || rows.isEmpty
            ? nil
            : "\(PageNumber.grouped(Int64(first))) to \(PageNumber.grouped(Int64(last))) of "
                + PageNumber.grouped(Int64(people.total))
        previous = query.page > 1 ? query.path { $0.page -= 1 } : nil
        next = last < people.total && !rows.isEmpty ? query.path { $0.page += 1 } : nil
        isEmpty = rows.isEmpty && !query.isFiltered && query.page == 1
        isFilteredEmpty = rows.isEmpty && !isEmpty
    }
}

/// One choice of a list.
struct PeopleOption: Sendable, Equatable {
    let value: String
    let name: String
    let isChosen: Bool

    /// What was asked for and is none of the choices stays one.
    static func list(_ choices: [(value: String, name: String)], chosen: String?) -> [PeopleOption] {
        let chosen = chosen ?? ""
        let isKnown = choices.contains { $0.value.hasSameBytes(as: chosen) }
        return (choices + (isKnown ? [] : [(chosen, chosen)]))
            .map { PeopleOption(value: $0.value, name: $0.name, isChosen: $0.value.hasSameBytes(as: chosen)) }
    }
}

/// One filter in words, with the list that does without it.
struct PeopleChip: Sendable, Equatable {
    let text: String
    let link: String

    static func all(of query: PeopleQuery) -> [PeopleChip] {
        var chips: [PeopleChip] = []
        if !query.text.isEmpty {
            let words = "With \(DecisionText.cut(PageWords.name(query.text), to: 60))"
            chips.append(PeopleChip(text: words, link: query.path { ($0.text, $0.page) = ("", 1) }))
        }
        if let scope = query.scope {
            let words = "Holds \(DecisionText.cut(scope, to: 80))"
            chips.append(PeopleChip(text: words, link: query.path { ($0.scope, $0.page) = (nil, 1) }))
        }
        if let isDisabled = query.isDisabled {
            let words = isDisabled ? "Disabled" : "May sign in"
            chips.append(PeopleChip(text: words, link: query.path { ($0.isDisabled, $0.page) = (nil, 1) }))
        }
        return chips
    }
}
