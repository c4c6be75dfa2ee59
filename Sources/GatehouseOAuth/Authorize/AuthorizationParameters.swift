/// The parameters that mean something in an authorization request; all others are ignored (RFC 6749 §3.1).
enum AuthorizationParameters {
    private static let names = [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age",
        "login_hint", "acr_values", "claims", "id_token_hint", "code_challenge", "code_challenge_method", "resource",
        "dpop_jkt",
    ]

    /// Those of them that were sent, with their values.
    static func pairs(of parameters: Parameters) -> [(name: String, value: String)] {
        names.flatMap { name in parameters.values(name).map { (name, $0) } }
    }
}
