import GatehouseOAuth

/// What somebody needs who tries signing in by hand: the address to open, and how its code is turned into tokens.
///
/// The verifier is that of RFC 7636 appendix B. A real client makes one from chance for every request.
struct DemoSignIn: Sendable, Equatable {
    /// The public client of the demo.
    static let clientID = "tstapp-web"
    /// What it asks for.
    static let scopes = ["openid", "profile", "email", "offline_access", "tstapp_data.read", "tstapp_data.write"]

    private static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    private static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    let issuer: String

    /// The page of the sample API to which the browser comes back.
    var redirectURI: String { "\(issuer)/tstapp/callback" }

    /// RFC 6749 §4.1.1, RFC 7636 §4.3.
    var address: String {
        let query = FormText.encode([
            (name: "response_type", value: "code"), (name: "client_id", value: Self.clientID),
            (name: "redirect_uri", value: redirectURI), (name: "scope", value: Self.scopes.joined(separator: " ")),
            (name: "state", value: "demo"), (name: "code_challenge", value: Self.challenge),
            (name: "code_challenge_method", value: "S256"),
        ])
        return "\(issuer)/oauth2/authorize?\(query)"
    }

    /// The command that redeems a code: RFC 6749 §4.1.3, RFC 7636 §4.5.
    func redemption(of code: String) -> String {
        """
        curl --request POST \(issuer)/oauth2/token \\
          --data-urlencode 'grant_type=authorization_code' --data-urlencode 'client_id=\(Self.clientID)' \\
          --data-urlencode 'redirect_uri=\(redirectURI)' \\
          --data-urlencode 'code_verifier=\(Self.verifier)' \\
          --data-urlencode "code=\(code)"
        """
    }
}
