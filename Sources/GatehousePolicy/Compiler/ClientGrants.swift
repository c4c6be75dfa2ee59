/// Knows the grants that a client may have (RFC 7591 §2), and what each asks of it.
enum ClientGrants {
    static let clientCredentials = "client_credentials"
    static let authorizationCode = "authorization_code"
    static let refreshToken = "refresh_token"
    static let deviceCode = "urn:ietf:params:oauth:grant-type:device_code"
    static let tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"

    static let all = [clientCredentials, authorizationCode, refreshToken, deviceCode, tokenExchange]

    /// What people write for the two whose registered names are long.
    private static let short = [
        "device_code": deviceCode, "token_exchange": tokenExchange, "token-exchange": tokenExchange,
    ]

    /// What was probably meant.
    static func suggestion(for word: String) -> String {
        short[word].map { "write '\($0)'" } ?? Suggestion.nearest(to: word, among: all)
            ?? "the grants are \(all.joined(separator: ", "))"
    }

    /// Whether people sign in on behalf of a client with these.
    static func areForPeople(_ grants: [String]) -> Bool {
        grants.contains(authorizationCode) || grants.contains(deviceCode)
    }
}
