import GatehouseOAuth

/// Grant types as people call them.
enum GrantWords {
    /// At the beginning of a line.
    static func name(_ grant: String) -> String {
        switch GrantType(rawValue: grant) {
        case .clientCredentials: "Client credentials"
        case .authorizationCode: "Authorization code"
        case .refreshToken: "Refresh"
        case .deviceCode: "Device"
        case .tokenExchange: "Token exchange"
        case nil: grant
        }
    }

    /// In a sentence.
    static func inSentence(_ grant: String) -> String {
        let name = name(grant)
        return name == grant ? grant : name.prefix(1).lowercased() + name.dropFirst()
    }
}
