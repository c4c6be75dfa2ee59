/// Keys that a later release brings; until then they are refused by name, since ignoring one would open what it closes.
enum LaterKeys {
    private static let release = "comes with a later release, and this one would not enforce it"

    static let application = refused([
        "rate_limit", "rate_limits", "quota", "quotas", "tls", "introspection", "dpop",
        "metrics", "websocket",
    ])

    static let route = refused([
        "rate_limit", "rate_limits", "quota", "quotas", "retries", "dpop", "acr",
    ])

    private static func refused(_ names: [String]) -> [String: String] {
        var keys: [String: String] = [:]
        for name in names { keys[name] = release }
        return keys
    }
}
