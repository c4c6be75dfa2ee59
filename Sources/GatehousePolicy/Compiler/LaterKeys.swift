/// Keys that a later release brings; until then they are refused by name, since ignoring one would open what it closes.
enum LaterKeys {
    private static let release = "comes with a later release, and this one would not enforce it"
    private static let dashboard = "comes with the dashboard, and this release would not apply it"

    static let application: [String: String] = merged(
        [
            "cors", "rate_limit", "rate_limits", "quota", "quotas", "limits", "timeout", "timeouts", "retries",
            "health",
            "health_check", "balance", "tls", "issuers", "trusted_issuers", "introspection", "dpop", "host_header",
            "metrics", "websocket",
        ],
        ["clients", "grants"]
    )

    static let route: [String: String] = merged(
        [
            "cors", "rate_limit", "rate_limits", "quota", "quotas", "limits", "timeout", "timeouts", "retries", "dpop",
            "acr",
        ],
        []
    )

    private static func merged(_ releaseKeys: [String], _ dashboardKeys: [String]) -> [String: String] {
        var keys: [String: String] = [:]
        for key in releaseKeys { keys[key] = release }
        for key in dashboardKeys { keys[key] = dashboard }
        return keys
    }
}
