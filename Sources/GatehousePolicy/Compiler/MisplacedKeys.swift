/// Keys that others have at a place where this format has another: whoever writes one is told where it goes.
enum MisplacedKeys {
    static let application =
        limits("write it as one of 'limits'")
        .merging([
            "websocket": "remove it: a WebSocket goes wherever its GET is permitted",
            "tls": "write it in gateway.yaml: certificates belong to the server",
            "introspection": "write it in gateway.yaml, beside the issuer in 'trusted_issuers'",
            "trusted_issuers": "write it in gateway.yaml, and the issuer's name under 'issuers' here",
        ]) { first, _ in first }

    static let route =
        limits("write it as one of the application's 'limits'")
        .merging([
            "retries": "write it beside 'routes': it holds for the whole application"
        ]) { first, _ in first }

    private static func limits(_ suggestion: String) -> [String: String] {
        ["rate_limit": suggestion, "rate_limits": suggestion, "quota": suggestion, "quotas": suggestion]
    }
}
