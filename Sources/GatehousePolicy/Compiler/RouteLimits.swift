/// Collects the limits of each route: the application's that are about it, and its own.
struct RouteLimits {
    let settings: ApplicationSettings

    func limits(of route: RouteDraft) -> [RateLimit] {
        var limits: [RateLimit] = []
        for (index, draft) in settings.limits.enumerated() {
            let isMeant =
                draft.routes.isEmpty || draft.routes.contains { $0.text.map(route.label.hasSameBytes) ?? false }
            if isMeant { append(draft.limit, "\(settings.key) \(index)", to: &limits) }
        }
        for (index, draft) in route.access.limits.enumerated() {
            append(draft.limit, "\(settings.key) \(route.label) \(index)", to: &limits)
        }
        return limits
    }

    private func append(_ limit: RateLimit, _ place: String, to limits: inout [RateLimit]) {
        var limit = limit
        // Another rate begins to count anew.
        limit.identity = "\(place) \(limit)"
        var name = limit.by.text.utf8.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "-") : $0 }
        // RFC 9651 §3.3.3: a string that needs no escapes.
        name.removeAll { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        let base = String(decoding: name, as: UTF8.self)
        let others = limits.count { $0.name.hasSameBytes(as: base) || $0.name.utf8.starts(with: "\(base)/".utf8) }
        limit.name = others == 0 ? base : "\(base)/\(others + 1)"
        limits.append(limit)
    }
}
