extension UpstreamOptions {
    /// What a file says of them beyond the usual, by key, in words.
    package var settings: [(key: String, value: String)] {
        let usual = UpstreamOptions()
        var rows: [(String, String)] = []
        if balance != usual.balance { rows.append(("balance", balance.rawValue)) }
        if hostHeader != usual.hostHeader { rows.append(("host_header", "\(hostHeader)")) }
        if let healthCheck { rows.append(("health_check", "\(healthCheck)")) }
        if ejection != usual.ejection { rows.append(("ejection", ejection.map { "\($0)" } ?? "false")) }
        if slowStartSeconds > 0 { rows.append(("slow_start_seconds", "\(slowStartSeconds)")) }
        if concurrency > 0 { rows.append(("concurrency", "\(concurrency)")) }
        if let retries { rows.append(("retries", "\(retries)")) }
        if resolveSeconds != usual.resolveSeconds { rows.append(("resolve_seconds", "\(resolveSeconds)")) }
        return rows
    }
}

extension UpstreamOptions.HostHeader: CustomStringConvertible {
    package var description: String {
        switch self {
        case .keep: "keep"
        case .upstream: "upstream"
        case .name(let name): name
        }
    }
}

extension UpstreamOptions.HealthCheck: CustomStringConvertible {
    package var description: String {
        "GET \(path) every \(interval) s, \(expected.lowerBound)-\(expected.upperBound) within \(timeout) s;"
            + " out after \(unhealthyAfter), back after \(healthyAfter)"
    }
}

extension UpstreamOptions.Ejection: CustomStringConvertible {
    package var description: String {
        "after \(consecutiveFailures) failures, \(baseSeconds) s to \(maximumSeconds) s, at most \(maximumPercent) %"
    }
}

extension UpstreamOptions.Retries: CustomStringConvertible {
    package var description: String {
        var text = "\(attempts), at most \(budgetPercent) % or \(minimumPerSecond) a second"
        if let perTrySeconds { text += ", after \(perTrySeconds) s" }
        if !statuses.isEmpty { text += ", on \(statuses.map(String.init).joined(separator: " "))" }
        return text
    }
}

extension DeliveryBounds: CustomStringConvertible {
    package var description: String {
        let parts: [(String, Int64?, String)] = [
            ("connect", connectSeconds, "s"), ("response", responseSeconds, "s"), ("idle", idleSeconds, "s"),
            ("request", requestBytes, "bytes"), ("response body", responseBytes, "bytes"),
        ]
        return
            parts.compactMap { name, value, unit in
                value.map { $0 == 0 ? "\(name) without limit" : "\(name) \($0) \(unit)" }
            }
            .joined(separator: ", ")
    }
}
