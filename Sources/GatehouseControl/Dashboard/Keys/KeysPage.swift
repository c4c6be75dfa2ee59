import GatehouseOAuth

/// The keys with where they are in their lives.
struct KeysPage: BoardPage {
    static let template = "boardKeys"

    /// A row of the table.
    struct Row: Sendable, Equatable {
        let id: String
        let algorithm: String
        let isCurrent: Bool
        let isNext: Bool
        let isPrevious: Bool
        let made: PageTime
        /// "3 days".
        let age: String
        /// What it does: "Signs since", "Signed until", "Announced".
        let role: String
        /// Since when.
        let since: PageTime
    }

    let frame: DashboardFrame
    let heads: [TableHead]
    let rows: [Row]
    let isEmpty: Bool
    /// Which keys sign, and for how long.
    let summary: String

    init(frame: DashboardFrame, _ keys: [KeySummary], sort: TableSort<KeyOrder> = TableSort(), now: Int64) {
        self.frame = frame
        let heads = TableHeads(sort, at: ListAddress(KeysController.path))
        self.heads = [
            heads.by(.key, "Key"), heads.by(.state, "State"), heads.by(.algorithm, "Algorithm"),
            heads.by(.since, "Role"), heads.by(.made, "Made"), heads.number(.age, "Age"),
        ]
        rows = sort.sorted(keys) { $1.key(by: $0) }.map { Row($0, now: now) }
        isEmpty = keys.isEmpty
        let current = keys.filter { $0.state == .current }
        let oldest = current.compactMap(\.activatedAt).min()
        let algorithms = current.map(\.algorithm).joined(separator: " and ")
        summary =
            oldest.map { "\(algorithms) keys sign; the oldest of them for \(KeyAge.words(now - $0))." }
            ?? "No key signs yet."
    }
}

extension KeysPage.Row {
    init(_ key: KeySummary, now: Int64) {
        id = key.keyID
        algorithm = key.algorithm
        isCurrent = key.state == .current
        isNext = key.state == .next
        isPrevious = key.state == .previous
        made = PageTime(key.createdAt, now: now)
        age = KeyAge.words(key.age)
        since = PageTime(key.since, now: now)
        role =
            switch key.state {
            case .next: "Published since"
            case .current: "Signs since"
            case .previous: "Signed until"
            }
    }
}

extension KeySummary {
    /// When it began to do what it does, or ceased to sign, in Unix seconds.
    fileprivate var since: Int64 {
        switch state {
        case .next: createdAt
        case .current: activatedAt ?? createdAt
        case .previous: retiredAt ?? createdAt
        }
    }

    fileprivate func key(by order: KeyOrder) -> SortKey {
        switch order {
        case .key: .text(keyID)
        case .state: .number(state == .current ? 0 : state == .next ? 1 : 2)
        case .algorithm: .text(algorithm)
        case .since: .time(since)
        case .made: .time(createdAt)
        case .age: .number(age)
        }
    }
}

/// How old a key is, in words.
enum KeyAge {
    static func words(_ seconds: Int64) -> String {
        switch seconds {
        case ..<60: "less than a minute"
        case ..<3_600: Figures.count(seconds / 60, "minute")
        case ..<86_400: Figures.count(seconds / 3_600, "hour")
        default: Figures.count(seconds / 86_400, "day")
        }
    }
}
