/// How requests are dealt out to the upstreams.
extension ApplicationReader {
    /// The keys about it.
    static let upstreamKeys = [
        "balance", "health_check", "ejection", "slow_start_seconds", "concurrency", "retries", "resolve_seconds",
        "host_header", "timeouts", "size_limits",
    ]

    mutating func readUpstreamOptions(_ found: [String: LocatedEntry]) {
        var options = UpstreamOptions()
        if let entry = found["balance"] { options.balance = readBalance(entry.value) ?? options.balance }
        options.healthCheck = found["health_check"].flatMap { readHealthCheck($0) }
        if options.healthCheck != nil, let entry = found["health_check"] { checkSpeech(of: entry) }
        if let entry = found["ejection"] { options.ejection = readEjection(entry) }
        options.slowStartSeconds =
            found["slow_start_seconds"].flatMap { fields.number($0.value, "'slow_start_seconds'", 0...3_600) } ?? 0
        options.concurrency =
            found["concurrency"].flatMap { fields.number($0.value, "'concurrency'", 1...1_000_000) } ?? 0
        options.retries = found["retries"].flatMap { readRetries($0) }
        options.resolveSeconds =
            found["resolve_seconds"].flatMap { fields.number($0.value, "'resolve_seconds'", 1...86_400) }
            ?? options.resolveSeconds
        if let entry = found["host_header"] { options.hostHeader = readHostHeader(entry.value) ?? options.hostHeader }
        draft.settings.upstreamOptions = options
        draft.settings.bounds = bounds(found, ofRoute: false)
    }

    private mutating func readBalance(_ node: LocatedNode) -> UpstreamOptions.Balance? {
        guard let text = fields.text(node, "'balance'") else { return nil }
        if let balance = UpstreamOptions.Balance(rawValue: text) { return balance }
        let words = UpstreamOptions.Balance.allCases.map(\.rawValue)
        fields.diagnostics.error(
            "\(Quoted(text)) is no choice for 'balance'",
            at: node.location,
            Suggestion.nearest(to: text, among: words) ?? "write \(words.joined(separator: " or "))"
        )
        return nil
    }

    private mutating func readHealthCheck(_ entry: LocatedEntry) -> UpstreamOptions.HealthCheck? {
        let keys = ["path", "interval_seconds", "timeout_seconds", "healthy_after", "unhealthy_after", "expect"]
        let found = fields.fields(of: entry.value, "'health_check'", known: keys)
        guard let path = found["path"] else {
            fields.diagnostics.error(
                "'health_check' has no 'path'",
                at: entry.key.location,
                "write what is asked for, such as 'path: /healthz'"
            )
            return nil
        }
        guard let text = fields.text(path.value, "'path'") else { return nil }
        guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= 2_000,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
        else {
            fields.diagnostics.error(
                "\(Quoted(text)) is not a path",
                at: path.value.location,
                "write one as the upstream knows it, such as '/healthz'"
            )
            return nil
        }
        var check = UpstreamOptions.HealthCheck(path: text)
        read(found["interval_seconds"], "'interval_seconds'", 1...3_600, into: &check.interval)
        read(found["timeout_seconds"], "'timeout_seconds'", 1...60, into: &check.timeout)
        read(found["healthy_after"], "'healthy_after'", 1...100, into: &check.healthyAfter)
        read(found["unhealthy_after"], "'unhealthy_after'", 1...100, into: &check.unhealthyAfter)
        if let expected = found["expect"].flatMap({ readStatuses($0.value) }) { check.expected = expected }
        return check
    }

    /// Health checks are asked in HTTP/1.1.
    private mutating func checkSpeech(of entry: LocatedEntry) {
        let isDeaf = draft.settings.upstreams.contains { address in
            guard case .tcp(.h2c, _, _, _) = address else { return false }
            return true
        }
        guard isDeaf else { return }
        fields.diagnostics.error(
            "an upstream over h2c cannot be asked for its health, which is done in HTTP/1.1",
            at: entry.key.location,
            "remove it: an endpoint that fails is ejected all the same"
        )
    }

    /// `200` or `200-399`.
    private mutating func readStatuses(_ node: LocatedNode) -> ClosedRange<Int64>? {
        guard let text = fields.text(node, "'expect'") else { return nil }
        let bounds = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { $0.count == 3 ? Int64(Substring($0)) ?? 0 : 0 }
        if (1...2).contains(bounds.count), bounds.allSatisfy({ (200...599).contains($0) }), let first = bounds.first,
            let last = bounds.last, first <= last
        {
            return first...last
        }
        fields.diagnostics.error("\(Quoted(text)) is not a range of statuses", at: node.location, "write '200-399'")
        return nil
    }

    /// `false` ejects nothing.
    private mutating func readEjection(_ entry: LocatedEntry) -> UpstreamOptions.Ejection? {
        if case .scalar("false", isPlain: true) = entry.value.content { return nil }
        let keys = ["consecutive_failures", "base_seconds", "max_seconds", "max_percent"]
        let found = group(entry, "'ejection'", keys)
        var ejection = UpstreamOptions.Ejection()
        read(found["consecutive_failures"], "'consecutive_failures'", 1...1_000, into: &ejection.consecutiveFailures)
        read(found["base_seconds"], "'base_seconds'", 1...3_600, into: &ejection.baseSeconds)
        read(found["max_seconds"], "'max_seconds'", 1...86_400, into: &ejection.maximumSeconds)
        read(found["max_percent"], "'max_percent'", 1...100, into: &ejection.maximumPercent)
        if found["max_seconds"] == nil { ejection.maximumSeconds = max(ejection.maximumSeconds, ejection.baseSeconds) }
        if ejection.maximumSeconds < ejection.baseSeconds {
            fields.diagnostics.error(
                "'max_seconds' is less than 'base_seconds'",
                at: found["max_seconds"]?.value.location ?? entry.value.location,
                "write at least \(ejection.baseSeconds)"
            )
        }
        return ejection
    }

    private mutating func readRetries(_ entry: LocatedEntry) -> UpstreamOptions.Retries? {
        let keys = ["attempts", "budget_percent", "min_per_second", "per_try_seconds", "statuses"]
        let found = group(entry, "'retries'", keys)
        var retries = UpstreamOptions.Retries()
        read(found["attempts"], "'attempts'", 0...10, into: &retries.attempts)
        read(found["budget_percent"], "'budget_percent'", 0...100, into: &retries.budgetPercent)
        read(found["min_per_second"], "'min_per_second'", 0...10_000, into: &retries.minimumPerSecond)
        retries.perTrySeconds =
            found["per_try_seconds"].flatMap { fields.number($0.value, "'per_try_seconds'", 1...3_600) }
        for node in found["statuses"].map({ fields.elements(of: $0.value, "'statuses'") }) ?? [] {
            guard let status = fields.number(node, "a status", 500...599) else { continue }
            retries.statuses.append(status)
        }
        return retries
    }

    private mutating func readHostHeader(_ node: LocatedNode) -> UpstreamOptions.HostHeader? {
        guard let text = fields.text(node, "'host_header'") else { return nil }
        switch text {
        case "keep": return .keep
        case "upstream": return .upstream
        default: break
        }
        if let problem = HostEntry.problem(of: text) {
            fields.diagnostics.error(
                problem.message,
                at: node.location,
                "write keep, upstream or a host such as 'api.example.com'"
            )
            return nil
        }
        return .name(text)
    }

    private mutating func read(
        _ entry: LocatedEntry?,
        _ what: String,
        _ range: ClosedRange<Int64>,
        into value: inout Int64
    ) {
        guard let entry, let number = fields.number(entry.value, what, range) else { return }
        value = number
    }
}
