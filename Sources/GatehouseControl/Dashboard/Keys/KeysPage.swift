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
    let rows: [Row]
    let isEmpty: Bool
    /// Which keys sign, and for how long.
    let summary: String

    init(frame: DashboardFrame, _ keys: [KeySummary], now: Int64) {
        self.frame = frame
        rows = keys.map { Row($0, now: now) }
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
        switch key.state {
        case .next:
            role = "Published since"
            since = made
        case .current:
            role = "Signs since"
            since = PageTime(key.activatedAt ?? key.createdAt, now: now)
        case .previous:
            role = "Signed until"
            since = PageTime(key.retiredAt ?? key.createdAt, now: now)
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
