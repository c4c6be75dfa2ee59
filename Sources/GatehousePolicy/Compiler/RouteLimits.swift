/// Collects the limits of each route: the application's that are about it, and its own.
struct RouteLimits {
    let settings: ApplicationSettings

    func limits(of route: RouteDraft) -> [RateLimit] {
        var limits: [RateLimit] = []
        for (index, draft) in settings.limits.enumerated() {
            let isMeant =
                draft.routes.isEmpty || draft.routes.contains { $0.text.map(route.label.hasSameBytes) ?? false }
            guard isMeant else { continue }
            let place = draft.limit.isQuota ? "\(settings.key)\(draft.places)" : "\(settings.key) \(index)"
            append(draft.limit, place, to: &limits)
        }
        for (index, draft) in route.access.limits.enumerated() {
            let place =
                draft.limit.isQuota
                ? "\(settings.key) at \(route.label)" : "\(settings.key) \(route.label) \(index)"
            append(draft.limit, place, to: &limits)
        }
        return limits
    }

    private func append(_ limit: RateLimit, _ place: String, to limits: inout [RateLimit]) {
        var limit = limit
        // Another rate begins to count anew; another quota goes on from what was used.
        limit.identity = limit.isQuota ? limit.quotaIdentity(of: place) : "\(place) \(limit)"
        let text = limit.isQuota ? "\(limit.by.text)-\(limit.window.rawValue)" : limit.by.text
        var name = text.utf8.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "-") : $0 }
        // RFC 9651 §3.3.3: a string that needs no escapes.
        name.removeAll { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        let base = String(decoding: name, as: UTF8.self)
        let others = limits.count { $0.name.hasSameBytes(as: base) || $0.name.utf8.starts(with: "\(base)/".utf8) }
        limit.name = others == 0 ? base : "\(base)/\(others + 1)"
        limits.append(limit)
    }
}

extension RateLimit {
    /// Names a quota in the store: it stays the same when the quota's number or its place in the file changes.
    fileprivate func quotaIdentity(of place: String) -> String {
        "\(place): \(by.text) \(window.rawValue)"
    }
}

extension RateLimitDraft {
    /// The routes that it names, whatever their order: empty for all.
    var places: String {
        let labels = routes.compactMap(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return labels.isEmpty ? "" : " for \(labels.joined(separator: ", "))"
    }
}
