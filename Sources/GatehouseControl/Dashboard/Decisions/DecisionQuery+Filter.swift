import FoundationEssentials
import GatehousePolicy

extension DecisionQuery {
    /// A span that ends now.
    enum Recent: String, CaseIterable, Sendable {
        case quarter = "15m"
        case hour
        case day
        case week

        var seconds: Int64 {
            switch self {
            case .quarter: 900
            case .hour: 3_600
            case .day: 86_400
            case .week: 604_800
            }
        }

        var words: String {
            switch self {
            case .quarter: "Last 15 minutes"
            case .hour: "Last hour"
            case .day: "Last 24 hours"
            case .week: "Last 7 days"
            }
        }
    }

    /// What the store is asked for; a field that says nothing filters nothing, and its error says so.
    func filter(now: Int64) -> DecisionFilter {
        let recent = self[.time].flatMap { Recent(rawValue: $0) }
        let from = instant(.from) ?? recent.map { now - $0.seconds }
        return DecisionFilter(
            application: self[.application],
            route: self[.route],
            client: self[.client],
            subject: self[.subject],
            reason: self[.reason],
            isPermit: isPermit,
            status: status,
            since: from.map { $0 * 1_000 },
            until: instant(.until).map { $0 * 1_000 }
        )
    }

    /// Only permitted ones, or only refused ones.
    var isPermit: Bool? {
        switch self[.verdict] {
        case "permitted": true
        case "refused": false
        default: nil
        }
    }

    private var status: Int? {
        self[.status].flatMap { Int($0) }.flatMap { (0...999).contains($0) ? $0 : nil }
    }

    /// What is wrong with a field; nil if it is empty or understood.
    func problem(_ field: Field) -> String? {
        guard self[field] != nil else { return nil }
        switch field {
        case .status: return status == nil ? "Write a number such as 403." : nil
        case .from, .until:
            return instant(field) == nil ? "Write it as 2026-11-23T18:04, in UTC." : nil
        default: return nil
        }
    }

    /// What `datetime-local` sends (`2026-11-23T18:04`), or Unix seconds, as UTC.
    func instant(_ field: Field) -> Int64? {
        guard let text = self[field] else { return nil }
        if let seconds = Int64(text) { return (0...Self.latest).contains(seconds) ? seconds : nil }
        let length = text.utf8.count
        guard length == 16 || length == 19 else { return nil }
        let whole = text + (length == 16 ? ":00Z" : "Z")
        guard let date = try? Date.ISO8601FormatStyle().parse(whole) else { return nil }
        let seconds = Int64(date.timeIntervalSince1970)
        return (0...Self.latest).contains(seconds) ? seconds : nil
    }

    /// The last second of the year 9999.
    private static let latest: Int64 = 253_402_300_799
}
