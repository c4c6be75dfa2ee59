import GatehouseOAuth

/// A value that is pasted elsewhere.
struct PastedValue: Sendable, Equatable {
    let name: String
    /// For ears, beside "Copy".
    let what: String
    let value: String
    let isSecret: Bool

    init(_ name: String, what: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.what = what
        self.value = value
        self.isSecret = isSecret
    }

    /// What a client needs, the secret only where it was made just now.
    static func all(of client: ClientSummary, issuer: String, secret: String? = nil) -> [PastedValue] {
        var values = [
            PastedValue(
                "OpenID configuration URL",
                what: "OpenID configuration URL",
                issuer + "/.well-known/openid-configuration"
            ),
            PastedValue("Authority", what: "authority", issuer),
        ]
        if ClientKind(client) == .service {
            values.append(PastedValue("Token URL", what: "token URL", issuer + "/oauth2/token"))
        }
        values.append(PastedValue("Client id", what: "client id", client.clientID))
        if let secret { values.append(.secret(secret)) }
        values.append(PastedValue("Scopes", what: "scopes", client.scopes.joined(separator: " ")))
        let redirects = client.redirectURIs
        for (index, uri) in redirects.enumerated() {
            let name = redirects.count == 1 ? "Redirect URL" : "Redirect URL \(index + 1)"
            values.append(PastedValue(name, what: name, uri))
        }
        return values
    }

    /// A secret, on the one page that shows it.
    static func secret(_ secret: String) -> PastedValue {
        PastedValue("Client secret, shown once", what: "client secret", secret, isSecret: true)
    }
}
