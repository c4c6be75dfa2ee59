/// A limit as its line declares it.
struct RateLimitDraft: Equatable {
    var limit: RateLimit
    /// The labels of the only routes it is about, with their places; empty for all.
    var routes: [LocatedNode] = []
}

/// How many requests a caller may send: `limits` of an application or of one route.
extension ApplicationReader {
    private static let largestCount: Int64 = 1_000_000
    private static let largestQuota: Int64 = 1_000_000_000

    /// The application's own, read after its routes.
    mutating func readLimits(_ entry: LocatedEntry?) {
        guard let entry else { return }
        draft.settings.limits = limits(entry.value, mayName: true)
        let labels = draft.routes.map(\.label)
        for node in draft.settings.limits.flatMap(\.routes) {
            guard let text = node.text, !labels.contains(where: { $0.hasSameBytes(as: text) }) else { continue }
            fields.diagnostics.error(
                "there is no route \(Quoted(text))",
                at: node.location,
                Suggestion.nearest(to: text, among: labels) ?? "write it as it stands under 'routes'"
            )
        }
    }

    /// Reads a list of limits; only the application's say which routes they are about.
    mutating func limits(_ node: LocatedNode, mayName: Bool) -> [RateLimitDraft] {
        guard case .sequence(let items) = node.content, !items.isEmpty else {
            fields.diagnostics.error(
                "'limits' is not a list of limits",
                at: node.location,
                "write '- { by: client, rate: 100/minute }' lines"
            )
            return []
        }
        var limits: [RateLimitDraft] = []
        for item in items {
            guard let limit = limit(item, mayName: mayName) else { continue }
            if limit.limit.isQuota, limits.contains(where: { $0.counts(theSameAs: limit) }) {
                fields.diagnostics.error(
                    "there is another quota by \(limit.limit.by.text) and \(limit.limit.window.rawValue)",
                    at: item.location,
                    "keep one of the two"
                )
            }
            limits.append(limit)
        }
        return limits
    }

    private mutating func limit(_ item: LocatedNode, mayName: Bool) -> RateLimitDraft? {
        let keys = ["by", "rate", "burst", "quota"] + (mayName ? ["routes"] : [])
        let found = fields.fields(of: item, "a limit", known: keys)
        if found["by"] == nil {
            fields.diagnostics.error(
                "the limit has no 'by'",
                at: item.location,
                "write 'by: client', subject, address or 'claim NAME'"
            )
        }
        if found["rate"] == nil, found["quota"] == nil {
            fields.diagnostics.error(
                "the limit has no 'rate'",
                at: item.location,
                "write 'rate: 100/minute', or 'quota: 10000/day'"
            )
        }
        let subject = found["by"].flatMap { readSubject($0.value) }
        let routes = found["routes"].map { fields.texts(of: $0.value, "'routes'").map(\.node) } ?? []
        if let quota = found["quota"] {
            for key in ["rate", "burst"] {
                guard let other = found[key] else { continue }
                fields.diagnostics.error(
                    "a quota has no '\(key)'",
                    at: other.key.location,
                    "write another limit for the rate"
                )
            }
            guard let quota = readQuota(quota.value), let subject else { return nil }
            let limit = RateLimit(by: subject, count: quota.count, window: quota.window, burst: quota.count)
            return RateLimitDraft(limit: limit, routes: routes)
        }
        let rate = found["rate"].flatMap { readRate($0.value) }
        let burst = found["burst"].flatMap { readBurst($0.value) }
        guard let subject, let rate else { return nil }
        let limit = RateLimit(by: subject, count: rate.count, window: rate.window, burst: burst ?? rate.count)
        return RateLimitDraft(limit: limit, routes: routes)
    }

    private mutating func readSubject(_ node: LocatedNode) -> RateLimit.Subject? {
        guard let text = fields.text(node, "'by'") else { return nil }
        switch text {
        case "client": return .client
        case "subject": return .subject
        case "address": return .address
        default: break
        }
        let name = text.utf8.dropFirst(6)
        if text.utf8.starts(with: "claim ".utf8), (1...100).contains(name.count),
            name.allSatisfy({ (0x21...0x7E).contains($0) })
        {
            return .claim(String(Substring(name)))
        }
        fields.diagnostics.error(
            "\(Quoted(text)) is nothing to count by",
            at: node.location,
            Suggestion.nearest(to: text, among: ["client", "subject", "address"])
                ?? "write client, subject, address or 'claim NAME'"
        )
        return nil
    }

    private mutating func readRate(_ node: LocatedNode) -> (count: Int64, window: RateLimit.Window)? {
        guard let text = fields.text(node, "'rate'") else { return nil }
        let parts = Self.parts(text)
        let window = parts.count == 2 ? RateLimit.Window(rawValue: parts[1]) : nil
        if let window, !window.isCalendar, let count = Self.count(parts[0]) { return (count, window) }
        let isQuota = window?.isCalendar ?? false
        fields.diagnostics.error(
            "\(Quoted(text)) is not a rate",
            at: node.location,
            isQuota
                ? "write 'quota: \(text)'"
                : "write '100/minute': up to \(Self.largestCount) a second, minute or hour"
        )
        return nil
    }

    private mutating func readQuota(_ node: LocatedNode) -> (count: Int64, window: RateLimit.Window)? {
        guard let text = fields.text(node, "'quota'") else { return nil }
        let parts = Self.parts(text)
        if parts.count == 2, let window = RateLimit.Window(rawValue: parts[1]), window.isCalendar,
            let count = Self.count(parts[0], upTo: Self.largestQuota)
        {
            return (count, window)
        }
        fields.diagnostics.error(
            "\(Quoted(text)) is not a quota",
            at: node.location,
            "write '10000/day': up to \(Self.largestQuota) a day or month"
        )
        return nil
    }

    private static func parts(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    private mutating func readBurst(_ node: LocatedNode) -> Int64? {
        if case .scalar(let text, isPlain: true) = node.content, let count = Self.count(text) { return count }
        fields.diagnostics.error(
            "'burst' is not a whole number from 1",
            at: node.location,
            "write how many requests may come at once, such as 20"
        )
        return nil
    }

    /// A decimal number from 1 without leading zeros.
    private static func count(_ text: String, upTo largest: Int64 = largestCount) -> Int64? {
        guard (1...10).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "0"),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text), value <= largest
        else { return nil }
        return value
    }
}

extension RateLimitDraft {
    /// Whether two quotas would share one count.
    fileprivate func counts(theSameAs other: RateLimitDraft) -> Bool {
        limit.by == other.limit.by && limit.window == other.limit.window && places.hasSameBytes(as: other.places)
    }
}
